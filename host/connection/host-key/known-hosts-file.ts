import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { HostError, messageOf } from "../../model/errors.ts";
import type { Target } from "../ssh-config/target.ts";
import { keyType } from "./known-hosts.ts";

/**
 * Appends a host's key in one write, so that two programs do not mix their lines. Throws a HostError when it
 * cannot.
 */
export function appendKnownHost({ label, hostKey }: Target, file: string, key: Buffer): void {
  const { name, port } = hostKey.knownAs;
  const line = `${knownHostName(name, port)} ${keyType(key)} ${key.toString("base64")}\n`;
  try {
    // Only the folder itself, as ssh does; and Node goes round for ever where the kernel lets no folder be
    // made (/proc).
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { mode: 0o700 });
    const descriptor = openSync(file, "a+", 0o600);
    try {
      writeSync(descriptor, endsInMidLine(descriptor) ? `\n${line}` : line);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw new HostError({
      what: `The host's new key could not be written to ${file}`,
      host: label,
      found: messageOf(cause),
      next: "make the file writable, or set connection.knownHostsFile or connection.hostKey",
      cause,
    });
  }
}

/** How a known_hosts file calls a host. */
export function knownHostName(name: string, port: number): string {
  return port === 22 ? name.toLowerCase() : `[${name.toLowerCase()}]:${port}`;
}

function endsInMidLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last.toString() !== "\n";
}
