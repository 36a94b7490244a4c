import { ToolchainError } from "../toolchain/errors.ts";

/** A failure of the emulated workstation itself, not of a host that is being configured. */
export class LabError extends ToolchainError {
  override readonly name = "LabError";
}
