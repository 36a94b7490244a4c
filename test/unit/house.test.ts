import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { projectDir } from "../../toolchain/local/paths.mjs";

/**
 * Every room with code of the product in it, the highest first: a file imports only from its own room and
 * from rooms further down. `*` = all folders there that have no line of their own; none of them imports from
 * another.
 */
const ROOMS = [
  "cli",
  "lab",
  "lab/instance",
  "lab/image",
  "lab/machine",
  "toolchain",
  "toolchain/local",
  "provider",
  ".",
  "stacks",
  "components",
  "components/generated",
  "provider/protocol",
  "provider/protocol/rpc",
  "provider/protocol/instance",
  "provider/protocol/values",
  "provider/invokes",
  "provider/resources/host-kernel",
  "provider/resources/domain",
  "provider/resources/volume",
  "provider/resources/storage-pool",
  "provider/resources/packages",
  "provider/sdk",
  "provider/schema",
  "provider/contract",
  "host/boot",
  "host/boot/trial",
  "host/boot/reboot",
  "host",
  "host/boot/wanted",
  "host/preflight",
  "host/boot/plan",
  "host/boot/support",
  "host/boot/parts",
  "host/boot/transaction",
  "host/boot/entries",
  "host/boot/loaders",
  "host/boot/loaders/grub-bls",
  "host/boot/loaders/sdbootutil",
  "host/boot/loaders/*",
  "host/boot/loaders/entry-files",
  "host/boot/loaders/contract",
  "host/boot/settings",
  "host/boot/contribution",
  "host/boot/tools",
  "host/boot/on-host",
  "host/libvirt/volume",
  "host/libvirt/pool",
  "host/libvirt/domain",
  "host/libvirt/domain/elements",
  "host/libvirt",
  "host/packages",
  "host/pci",
  "host/read/condition",
  "host/read/interfaces",
  "host/read/kernel",
  "host/read/libvirt",
  "host/read/lifelines",
  "host/read/managed",
  "host/read/packages",
  "host/read/pci",
  "host/read/sleep-blocks",
  "host/read/sysctl",
  "host/read/trial",
  "host/read/engine",
  "host/connection",
  "host/connection/sudo",
  "host/connection/link",
  "host/connection/host-key",
  "host/connection/login",
  "host/connection/ssh-config",
  "host/connection/shell",
  "host/connection/waits",
  "host/files",
  "host/diagnosis",
  "host/model/boot",
  "host/model/command-line",
  "host/model/facts",
  "host/model",
  "host/model/xml",
];

interface SourceFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}

describe("the order of rooms", () => {
  const sources = ["cli", "components", "host", "lab", "provider", "stacks", "toolchain"].flatMap(
    sourcesBelow,
  );

  test("has every folder with code in it, once", () => {
    const folders = new Set(sources.map(({ path }) => dirname(path)));
    const rooms = new Set([".", ...folders].map((folder) => ROOMS[floorOf(folder)] ?? folder));
    expect([...ROOMS].sort()).toEqual([...rooms].sort());
  });

  test("is mirrored by the unit tests: each of their folders is a folder of the project", () => {
    const tests = sourcesBelow(join("test", "unit")).map(({ path }) =>
      dirname(path).replace(/^test\/unit\/?/, ""),
    );
    const strange = [...new Set(tests)].filter((folder) => !existsSync(join(projectDir, folder)));
    expect(strange).toEqual([]);
  });

  test("holds: every import goes down", () => {
    const program = { path: "index.ts", text: readFileSync(join(projectDir, "index.ts"), "utf8") };
    expect([program, ...sources].flatMap(upwardImports)).toEqual([]);
  });

  test.each([
    ["a value", 'import { settleBoot } from "../boot/settle.ts";'],
    ["a type", 'import type { Settled } from "../boot/settle.ts";'],
    ["on several lines", 'import {\n  type Settled,\n  settleBoot,\n} from "../boot/settle.ts";'],
    ["what is exported again", 'export { settleBoot } from "../boot/settle.ts";'],
    ["at run time", 'const { settleBoot } = await import("../boot/settle.ts");'],
  ])("notices an import that goes up: %s", (_, text) => {
    expect(upwardImports({ path: "host/model/errors.ts", text })).toEqual([
      "host/model/errors.ts imports host/boot/settle.ts",
    ]);
  });
});

test("a room that is one of several notices an import from the next", () => {
  const text = 'import { grub } from "../grub/manage.ts";';
  expect(upwardImports({ path: "host/boot/loaders/kernelstub/manage.ts", text })).toEqual([
    "host/boot/loaders/kernelstub/manage.ts imports host/boot/loaders/grub/manage.ts",
  ]);
  expect(upwardImports({ path: "host/boot/loaders/grub-bls/manage.ts", text })).toEqual([]);
});

function sourcesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(join(projectDir, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(join(projectDir, path), "utf8") }));
}

function upwardImports({ path, text }: SourceFile): readonly string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"]+\.ts)"/g)];
  return specifiers
    .map(([, specifier = ""]) => normalize(join(dirname(path), specifier)))
    .filter((target) => !mayImport(dirname(path), dirname(target)))
    .map((target) => `${path} imports ${target}`);
}

function mayImport(room: string, other: string): boolean {
  return room === other || floorOf(room) < floorOf(other);
}

/** How far down a folder is; -1 for one without a place. */
function floorOf(folder: string): number {
  const own = ROOMS.indexOf(folder);
  return own === -1 ? ROOMS.indexOf(join(dirname(folder), "*")) : own;
}
