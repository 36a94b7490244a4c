import { existsSync } from "node:fs";
import { LocalError } from "../../toolchain/local/errors.ts";

/** UEFI firmware: code that every machine shares, and the variables it starts with. */
export interface Firmware {
  readonly code: string;
  readonly varsTemplate: string;
}

const DIR = "/usr/share/OVMF";

/**
 * The firmware without Secure Boot that Debian's ovmf package installs. Throws a LocalError when it is not
 * there.
 */
export function findFirmware(): Firmware {
  const firmware = { code: `${DIR}/OVMF_CODE_4M.fd`, varsTemplate: `${DIR}/OVMF_VARS_4M.fd` };
  const absent = Object.values(firmware).filter((path) => !existsSync(path));
  if (absent.length === 0) return firmware;
  throw new LocalError({
    what: `UEFI firmware for the lab is missing: ${absent.join(", ")}`,
    next: "install the Debian package ovmf",
  });
}
