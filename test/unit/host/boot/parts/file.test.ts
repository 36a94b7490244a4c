import { expect, test } from "vitest";
import { type FileChange, file } from "../../../../../host/boot/parts/file.ts";
import { wantedBoot } from "../lab-host.ts";

const script =
  "#!/bin/sh\n# Written by pulumi-vfio; changes will be overwritten.\n# Binds all. Runs\n# early.\n";
const drop = Array.from({ length: 12 }, (_, line) => `line ${line}\n`).join("");
const preview = {
  wanted: wantedBoot(),
  bootLoader: { loader: "grub" },
  reboot: "auto",
  how: [],
} as const;

test.each<[string, Omit<FileChange, "kind" | "path">, readonly string[]]>([
  ["a new script", { after: script }, ["new script /x (92 bytes): Binds all"]],
  [
    "a changed script",
    { before: "#!/bin/sh\n", after: script },
    ["script changes: /x (92 bytes): Binds all"],
  ],
  ["a script without a comment", { after: `#!/bin/sh\n${"true\n".repeat(300)}` }, ["new script /x (1.5 kB)"]],
  ["a script that is removed", { before: script }, ["script is removed: /x"]],
  ["a drop-in", { after: "a=1\n" }, ["new file /x", "  + a=1"]],
  [
    "a drop-in that changes",
    { before: "a=1\nb=1\n", after: "a=2\nb=1\n" },
    ["file changes: /x", "  - a=1", "  + a=2"],
  ],
  ["a drop-in that is removed", { before: "a=1\n" }, ["file is removed: /x", "  - a=1"]],
  ["a long file", { after: `${drop}last\n` }, ["new file /x (13 lines)"]],
])("%s is shown by what matters", (_what, change, expected) => {
  expect(file.describe({ kind: "file", path: "/x", ...change }, preview)).toEqual(expected);
});
