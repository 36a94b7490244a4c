import { open } from "node:fs/promises";
import { LocalError } from "../../toolchain/local/errors.ts";
import type { MachineIdSlot } from "../machine/identity.ts";

/** Where disk.sh puts the EFI system partition, in bytes. */
const espOffset = 1024 * 1024;
const espSize = 64 * 1024 * 1024;

/**
 * Finds every place of a machine id on the EFI system partition of a raw disk: systemd-boot's entries contain
 * it. Throws a LocalError unless it is in both texts and file names.
 */
export async function findMachineIdSlots(disk: string, machineId: string): Promise<readonly MachineIdSlot[]> {
  const file = await open(disk);
  try {
    const { buffer } = await file.read(Buffer.alloc(espSize), 0, espSize, espOffset);
    const [texts, names] = [textSlots(buffer, machineId), nameSlots(buffer, machineId)];
    if (texts.length > 0 && names.length > 0) {
      return [...texts, ...names].map((slot) => ({ ...slot, offset: slot.offset + espOffset }));
    }
  } finally {
    await file.close();
  }
  throw new LocalError({
    what: "The EFI system partition of the lab image has no entries with the machine id",
  });
}

/** Places in file contents. */
export function textSlots(bytes: Buffer, machineId: string): readonly MachineIdSlot[] {
  return positions(bytes, Buffer.from(machineId)).map((offset) => ({
    offset,
    start: 0,
    length: machineId.length,
    encoding: "latin1",
  }));
}

/** How the 13 characters of one directory record of a long FAT name lie in its 32 bytes. */
const pieces = [
  { at: 1, start: 0, length: 5 },
  { at: 14, start: 5, length: 6 },
  { at: 28, start: 11, length: 2 },
] as const;
const recordLength = 13;
const attributeAt = 11;
const longNameAttribute = 0x0f;

/**
 * Places in long file names that begin with the machine id. The short name beside a long one keeps its old
 * text: nothing asks for it, and the checksum of the long name is made from it.
 */
export function nameSlots(bytes: Buffer, machineId: string): readonly MachineIdSlot[] {
  const records = Array.from({ length: Math.ceil(machineId.length / recordLength) }, (_, index) =>
    piecesOf(index * recordLength, machineId),
  );
  return records.flatMap((wanted) => {
    const [first] = wanted;
    if (first === undefined) return [];
    return positions(bytes, first.text)
      .map((found) => found - first.at)
      .filter((begin) => isRecord(bytes, begin, wanted))
      .flatMap((begin) =>
        wanted.map(({ at, start, length }) => ({ offset: begin + at, start, length, encoding: "utf16le" })),
      );
  });
}

interface Piece {
  /** Bytes from the start of the directory record. */
  readonly at: number;
  readonly start: number;
  readonly length: number;
  readonly text: Buffer;
}

/** What the record that begins with the id's character `from` has of the id. */
function piecesOf(from: number, machineId: string): readonly Piece[] {
  return pieces
    .map((piece) => {
      const start = from + piece.start;
      const part = machineId.slice(start, start + piece.length);
      return { at: piece.at, start, length: part.length, text: Buffer.from(part, "utf16le") };
    })
    .filter(({ length }) => length > 0);
}

function isRecord(bytes: Buffer, begin: number, wanted: readonly Piece[]): boolean {
  if (begin % 32 !== 0 || bytes[begin + attributeAt] !== longNameAttribute) return false;
  return wanted.every(({ at, text }) => bytes.subarray(begin + at, begin + at + text.length).equals(text));
}

function positions(bytes: Buffer, wanted: Buffer): readonly number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) found.push(at);
  return found;
}
