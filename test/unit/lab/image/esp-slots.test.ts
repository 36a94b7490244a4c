import { expect, test } from "vitest";
import { nameSlots, textSlots } from "../../../../lab/image/esp-slots.ts";
import type { MachineIdSlot } from "../../../../lab/machine/identity.ts";

const OLD = "0123456789abcdef0123456789abcdef";
const NEW = "fedcba98765432100f1e2d3c4b5a6978";

/** Directory records of a long FAT name, last piece first, as file systems write them. */
function longName(name: string): Buffer {
  const units = [...name, "\0"].join("").padEnd(Math.ceil((name.length + 1) / 13) * 13, "\uffff");
  const records = Array.from({ length: units.length / 13 }, (_, index) => {
    const record = Buffer.alloc(32);
    const piece = Buffer.from(units.slice(index * 13, index * 13 + 13), "utf16le");
    record[0] = index + 1;
    record[11] = 0x0f;
    piece.copy(record, 1, 0, 10);
    piece.copy(record, 14, 10, 22);
    piece.copy(record, 28, 22, 26);
    return record;
  });
  return Buffer.concat(records.reverse());
}

function written(bytes: Buffer, slots: readonly MachineIdSlot[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const { offset, start, length, encoding } of slots) {
    copy.write(NEW.slice(start, start + length), offset, encoding);
  }
  return copy;
}

test.each([OLD, `${OLD}-6.1.0-56-amd64.conf`])("the long name %s gets another id", (name) => {
  const other = longName("loader-entries-of-another.conf");
  const bytes = Buffer.concat([other, longName(name), other]);
  const expected = Buffer.concat([other, longName(name.replace(OLD, NEW)), other]);
  expect(written(bytes, nameSlots(bytes, OLD))).toEqual(expected);
});

test("texts get another id everywhere", () => {
  const text = (id: string) => Buffer.from(`machine-id ${id}\nlinux /${id}/6.1/linux\n`);
  expect(written(text(OLD), textSlots(text(OLD), OLD))).toEqual(text(NEW));
});

test.each([
  ["a text in UTF-16", Buffer.from(OLD, "utf16le")],
  ["a name that begins alike", longName(`${OLD.slice(0, 12)}x`)],
])("%s is no name with the id", (_, bytes) => {
  expect(nameSlots(bytes, OLD)).toEqual([]);
});
