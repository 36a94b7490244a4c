import { describe, expect, test } from "vitest";
import { instruction, parseInstruction } from "../../../../../host/boot/on-host/instruction.ts";

describe("an instruction", () => {
  test.each([
    ["menu", {}],
    [
      "file 0644 absent /etc/x YSBiCmMK",
      { mode: "0644", seen: "absent", path: "/etc/x", content: "a b\nc\n" },
    ],
    ["file 0644 absent /etc/x", { mode: "0644", seen: "absent", path: "/etc/x", content: "" }],
    ["seen entries 00 /boot/a b.conf", { kind: "entries", sha256: "00", path: "/boot/a b.conf" }],
    ["sources menu settings", { kinds: ["menu", "settings"] }],
    [
      "initramfs disabled enable LS1hZGQ= YSBi",
      { before: "disabled", how: "enable", arguments: ["--add", "a b"] },
    ],
    ["initramfs enabled disable", { before: "enabled", how: "disable", arguments: [] }],
    ["trial 0badcafe 300", { id: "0badcafe", seconds: 300 }],
  ])("%s is read by the kinds of its fields", (line, values) => {
    expect(parseInstruction(line)).toEqual({ verb: line.split(" ")[0], values });
  });

  test.each([
    [instruction("menu"), "menu"],
    [
      instruction("file", { mode: "0644", seen: "absent", path: "/etc/x", content: "a\n" }),
      "file 0644 absent /etc/x YQo=",
    ],
    [
      instruction("file", { mode: "0644", seen: "absent", path: "/etc/x", content: "" }),
      "file 0644 absent /etc/x",
    ],
    [
      instruction("initramfs", { before: "enabled", how: "disable", arguments: [] }),
      "initramfs enabled disable",
    ],
    [instruction("trial", { id: "0badcafe", seconds: 300 }), "trial 0badcafe 300"],
  ])("%s is its line", (line, expected) => {
    expect(line).toBe(expected);
  });

  test("cannot have a blank in a word, or a line end in a line", () => {
    expect(() => instruction("boot", { folder: "/a b" })).toThrow('the folder of boot cannot be "/a b"');
    expect(() => instruction("token", { token: "a\nb" })).toThrow("the token of token cannot be");
    expect(() => instruction("remove", { seen: "", path: "/x" })).toThrow('the seen of remove cannot be ""');
  });

  test("is not read when no verb of the language begins it", () => {
    expect(() => parseInstruction("format /dev/sda")).toThrow("no instruction begins with format");
  });
});
