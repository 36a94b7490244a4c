import { open } from "node:fs/promises";
import { run } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";
import {
  entryTokenFile,
  type Identity,
  type IdentityFile,
  type IdentitySlot,
  identityFiles,
} from "../machine/identity.ts";

/** Start of the root file system in bytes and its block size; disk.sh lays it out so. */
const rootOffset = 65 * 1024 * 1024;
const blockSize = 4096;

/** The identity files that every image has from the start. */
export const standardFiles = (Object.keys(identityFiles) as IdentityFile[]).filter(
  (path) => path !== entryTokenFile,
);

/** Asks the file system on a raw disk where identity files lie. */
export async function findIdentitySlots(
  disk: string,
  paths: readonly IdentityFile[],
  signal?: AbortSignal,
): Promise<readonly IdentitySlot[]> {
  const slots: IdentitySlot[] = [];
  for (const path of paths) {
    const request = ["-R", `stat ${path}`, `${disk}?offset=${rootOffset}`];
    const { stdout } = await run("debugfs", request, { signal });
    slots.push(readSlot(path, stdout));
  }
  return slots;
}

/** Reads the answer of debugfs's `stat`. Throws a LocalError unless the file is one block of data. */
export function readSlot(path: IdentityFile, stat: string): IdentitySlot {
  const size = Number(/\bSize: (\d+)/.exec(stat)?.[1]);
  const block = Number(/^EXTENTS:\n\(0\):(\d+)\s*$/m.exec(stat)?.[1]);
  if (size > 0 && size <= blockSize && block > 0)
    return { path, offset: rootOffset + block * blockSize, size };
  throw new LocalError({ what: `${path} does not lie in one block of the disk image`, found: stat });
}

/** Makes sure that booting the image once has not moved or rewritten the identity files. */
export async function verifyIdentitySlots(
  disk: string,
  slots: readonly IdentitySlot[],
  identity: Identity,
): Promise<void> {
  const file = await open(disk);
  try {
    for (const { path, offset, size } of slots) {
      const { buffer } = await file.read(Buffer.alloc(size), 0, size, offset);
      if (buffer.toString("utf8") !== identity[identityFiles[path]]) {
        throw new LocalError({ what: `${path} was changed or moved by the first boot of the image` });
      }
    }
  } finally {
    await file.close();
  }
}
