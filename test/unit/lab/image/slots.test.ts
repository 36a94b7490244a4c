import { expect, test } from "vitest";
import { readSlot } from "../../../../lab/image/slots.ts";
import { hostnameFile, hostsFile } from "../../../../lab/machine/identity.ts";

const answer = (
  size: number,
  extents: string,
): string => `Inode: 416   Type: regular    Mode:  0644   Flags: 0x80000
Generation: 0    Version: 0x00000000:00000000
User:     0   Group:     0   Project:     0   Size: ${size}
Links: 1   Blockcount: 8
EXTENTS:
${extents}
`;

test("a file of one block lies at its block behind the start of the root file system", () => {
  expect(readSlot("/etc/machine-id", answer(33, "(0):19901"))).toEqual({
    path: "/etc/machine-id",
    offset: 65 * 1024 * 1024 + 19901 * 4096,
    size: 33,
  });
});

test.each([
  ["an empty file", answer(0, "")],
  ["a file of several blocks", answer(9000, "(0-2):19901-19903")],
  ["a missing file", "/etc/machine-id: File not found by ext2_lookup"],
])("%s has no slot", (_, stat) => {
  expect(() => readSlot("/etc/machine-id", stat)).toThrow("does not lie in one block");
});

test.each(["a", "dev", "a123456789-123456789-123456789-"])("texts for %s have one length", (name) => {
  expect(hostnameFile(name)).toHaveLength(64);
  expect(hostnameFile(name)).toMatch(new RegExp(`^${name}\n#-*\n$`));
  expect(hostsFile(name)).toHaveLength(128);
  expect(hostsFile(name)).toMatch(new RegExp(`^127.0.0.1 localhost\n127.0.1.1 ${name}\n#-*\n$`));
});
