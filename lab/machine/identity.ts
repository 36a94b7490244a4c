import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";
import type { MachinePaths } from "./paths.ts";

/**
 * The files of the image that every instance replaces with its own. Their texts have a fixed length. An
 * instance gets its identity by overwriting each file's only data block in its disk overlay, without a mount
 * or a boot.
 */
export const identityFiles = {
  "/etc/machine-id": "machineId",
  "/etc/hostname": "hostname",
  "/etc/hosts": "hosts",
  "/etc/ssh/ssh_host_ed25519_key": "hostKey",
  "/etc/ssh/ssh_host_ed25519_key.pub": "hostPublicKey",
  "/root/.ssh/authorized_keys": "clientPublicKey",
  "/home/ops/.ssh/authorized_keys": "clientPublicKey",
  "/home/pw/.ssh/authorized_keys": "clientPublicKey",
  "/etc/kernel/entry-token": "machineId",
} as const;

export type IdentityFile = keyof typeof identityFiles;

/**
 * What names the boot entries of this system; systemd-boot's installation writes it, so other images do not
 * have it.
 */
export const entryTokenFile: IdentityFile = "/etc/kernel/entry-token";

export type Identity = Readonly<Record<(typeof identityFiles)[keyof typeof identityFiles], string>>;

/** Where a file's text lies in the disk image. */
export interface IdentitySlot {
  readonly path: IdentityFile;
  /** Bytes from the start of the disk. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

/** A place in the disk image that holds a piece of the machine id. */
export interface MachineIdSlot {
  /** Bytes from the start of the disk. */
  readonly offset: number;
  /** Which characters of the id lie there. */
  readonly start: number;
  readonly length: number;
  readonly encoding: "latin1" | "utf16le";
}

/** Where an image holds what every instance replaces with its own. */
export interface IdentitySlots {
  readonly identitySlots: readonly IdentitySlot[];
  /** Where the machine id lies outside those files; absent when nowhere. */
  readonly machineIdSlots?: readonly MachineIdSlot[] | undefined;
}

/**
 * Creates a new client key and host key in the machine's folder, with a random machine id, and returns all
 * texts.
 */
export async function createIdentity(
  paths: MachinePaths,
  hostname: string,
  signal?: AbortSignal,
): Promise<Identity> {
  for (const key of [paths.clientKey, paths.hostKey]) {
    rmSync(key, { force: true });
    rmSync(`${key}.pub`, { force: true });
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", key], { signal });
  }
  return readIdentity(paths, hostname, newMachineId());
}

/** The identity that belongs to keys that exist already. */
export function readIdentity(paths: MachinePaths, hostname: string, machineId: string): Identity {
  const read = (path: string): string => readFileSync(path, "utf8");
  return {
    machineId: `${machineId}\n`,
    hostname: hostnameFile(hostname),
    hosts: hostsFile(hostname),
    hostKey: read(paths.hostKey),
    hostPublicKey: read(`${paths.hostKey}.pub`),
    clientPublicKey: read(`${paths.clientKey}.pub`),
  };
}

/** Writes the identity into a qcow2 disk that no machine has open. */
export async function writeIdentity(
  paths: MachinePaths,
  identity: Identity,
  slots: IdentitySlots,
): Promise<void> {
  const texts = slots.identitySlots.map((slot) => {
    const text = identity[identityFiles[slot.path]];
    if (Buffer.byteLength(text) !== slot.size) throw wrongSize(slot, text);
    return { offset: slot.offset, bytes: Buffer.from(text) };
  });
  const ids = (slots.machineIdSlots ?? []).map(({ offset, start, length, encoding }) => ({
    offset,
    bytes: Buffer.from(identity.machineId.slice(start, start + length), encoding),
  }));
  const files = [...texts, ...ids].map(({ offset, bytes }, index) => {
    const file = join(paths.dir, `identity.${index}`);
    writeFileSync(file, bytes, { mode: 0o600 });
    return { file, command: `write -q -s ${basename(file)} ${offset} ${bytes.length}` };
  });
  try {
    const writes = files.flatMap(({ command }) => ["-c", command]);
    // qemu-io splits at spaces, so files are named relative to the folder.
    await run("qemu-io", ["-f", "qcow2", ...writes, basename(paths.disk)], { cwd: paths.dir });
  } finally {
    for (const { file } of files) rmSync(file, { force: true });
  }
}

/** The text of /etc/hostname, always of one length: the name, then a comment. */
export function hostnameFile(name: string): string {
  return padded(`${name}\n#`, 64);
}

/** The text of /etc/hosts, always of one length. */
export function hostsFile(name: string): string {
  return padded(`127.0.0.1 localhost\n127.0.1.1 ${name}\n#`, 128);
}

const padded = (text: string, size: number): string => `${text.padEnd(size - 1, "-")}\n`;

const newMachineId = (): string => randomBytes(16).toString("hex");

function wrongSize(slot: IdentitySlot, text: string): LocalError {
  return new LocalError({
    what: `${slot.path} of a lab instance must have ${slot.size} bytes and would have ${Buffer.byteLength(text)}`,
    next: "remove the image from the cache, so that it is built again",
  });
}
