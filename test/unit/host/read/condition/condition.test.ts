import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { conditionReader } from "../../../../../host/read/condition/condition-reader.ts";

const parse = (stdout: string) => conditionReader.parse({ code: 0, stdout, stderr: "" });
const iomem = (lines: string) => parse(lines.replaceAll(/^(?=.)/gm, "/proc/iomem:")).framebuffers;

describe("framebuffers", () => {
  test.for([
    [
      "efifb in a window behind bridges",
      `  c0000000-d1ffffff : 0000:01:00.0\n    c0000000-c02fffff : efifb\n`,
      [{ owner: "efifb", address: "0000:01:00.0" }],
    ],
    [
      "simpledrm on the kernel's reservation",
      `    4000000000-400fffffff : 0000:00:02.0\n      4000000000-40007e8fff : BOOTFB\n        4000000000-40007e8fff : simpledrm\n    4010000000-4010ffffff : 0000:01:00.0\n`,
      [
        { owner: "BOOTFB", address: "0000:00:02.0" },
        { owner: "simpledrm", address: "0000:00:02.0" },
      ],
    ],
    ["outside of any function", `e0000000-e02fffff : BOOTFB\n`, [{ owner: "BOOTFB", address: undefined }]],
    [
      "after the function, not in it",
      `  c0000000-cfffffff : 0000:01:00.0\n  d0000000-d02fffff : BOOTFB\n`,
      [{ owner: "BOOTFB", address: undefined }],
    ],
    ["none, the graphics driver has taken over", `  c0000000-cfffffff : 0000:01:00.0\n`, []],
  ] as const)("%s", ([, text, expected]) => {
    expect(iomem(text)).toEqual(expected);
  });
});

test("who has which card open", () => {
  const facts = parse(
    "node /sys/devices/pci0000:00/0000:00:01.0/drm/card0\nnode /sys/devices/pci0000:00/0000:00:02.0/0000:01:00.0/drm/card1\n" +
      "node /sys/devices/platform/vgem/drm/card2\nholders-known\nholder 812 /dev/dri/card1 Xorg\nholder 900 /dev/dri/card2 x\nholder 4 /dev/dri/card0 gnome shell\n",
  );
  expect(facts.displayHolders).toEqual([
    { address: "0000:01:00.0", node: "card1", process: "Xorg", pid: 812 },
    { address: "0000:00:01.0", node: "card0", process: "gnome shell", pid: 4 },
  ]);
  expect(parse("").displayHolders).toBeUndefined();
});

test("functions that do not answer", () => {
  const text =
    "lost 0000:02:00.0\nconfig 0000:00:00.0/config 0000:01:00.0/config\n 86 80 c0 29\n ff ff ff ff\n";
  expect(parse(text).lost).toEqual(["0000:02:00.0", "0000:01:00.0"]);
});

test("sizes of a window", () => {
  const line = "resize 0000:03:00.0 0 0000000000007f00 0x0000006000000000 0x000000600fffffff\n";
  expect(parse(line).resizableBars).toEqual([
    { address: "0000:03:00.0", bar: 0, bytes: 2 ** 28, largestBytes: 2 ** 34 },
  ]);
});

test.for([
  ["/proc/interrupts:  0:  12  0  IR-IO-APIC   2-edge      timer\n", true],
  ["/proc/interrupts:  9:   0  0   IO-APIC   9-fasteoi   acpi\n", false],
  ["", undefined],
] as const)("interrupt chips %j", ([text, expected]) => {
  expect(parse(text).interruptRemapping).toBe(expected);
});

test.for([
  ["/sys/kernel/security/lockdown:[none] integrity confidentiality\n", "none"],
  ["/sys/kernel/security/lockdown:none [integrity] confidentiality\n", "integrity"],
  ["", undefined],
] as const)("lockdown %j", ([text, expected]) => {
  expect(parse(text).lockdown).toBe(expected);
});

test.for([
  ["available 1024\ndpkg\n", 2 ** 20, false],
  ["available 1024\ndpkg\nupdate /var/lib/dpkg/updates/0001\n", 2 ** 20, true],
  ["", undefined, undefined],
] as const)("memory and packages %j", ([text, memory, interrupted]) => {
  expect(parse(text)).toMatchObject({});
  expect([parse(text).memoryAvailableBytes, parse(text).packagesInterrupted]).toEqual([memory, interrupted]);
});

test("finds a process of this machine that has a node open, where there is one", () => {
  const { stdout, stderr, status } = spawnSync("sh", ["-c", conditionReader.script], {
    encoding: "utf8",
    input: "",
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(parse(stdout).memoryAvailableBytes).toBeGreaterThan(0);
});
