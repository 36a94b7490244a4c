import { ExplainedError } from "../../host/model/errors.ts";

/** A failure on this machine (packages, engine, lab), not on a host that is being configured. */
export class LocalError extends ExplainedError {
  override readonly name = "LocalError";
}
