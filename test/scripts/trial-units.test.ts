import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { deadManUnit, recoverUnit } from "../../host/boot/on-host/programs.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "units-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const hasVerify = spawnSync("systemd-analyze", ["--version"]).status === 0;

it.skipIf(!hasVerify).each([
  ["recover", recoverUnit],
  ["dead-man", deadManUnit(180)],
])("systemd understands the unit %s, and misses nothing that it names", (name, text) => {
  const file = join(folder, `pulumi-vfio-${name}.service`);
  writeFileSync(file, text);
  const args = ["verify", "--man=no", "--recursive-errors=no", file];
  const { status, stderr } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});

it("what takes a trial away needs only its own state, and waits for the boot loader's partitions where they come", () => {
  const values = (key: string) =>
    recoverUnit
      .split("\n")
      .flatMap((line) => (line.startsWith(`${key}=`) ? line.slice(key.length + 1).split(" ") : []));
  expect(values("RequiresMountsFor")).toEqual(["/var/lib/pulumi-vfio"]);
  expect(values("Requires")).toEqual([]);
  const mounts = ["boot.mount", "boot-efi.mount", "efi.mount"];
  expect([values("Wants"), values("After")]).toEqual([mounts, mounts]);
});
