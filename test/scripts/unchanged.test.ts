import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bootLoaderReader } from "../../host/boot/loaders/boot-loader-reader.ts";
import { parseBootLoader } from "../../host/boot/loaders/parse-boot-loader.ts";
import { sourceInstructions } from "../../host/boot/transaction/source-instructions.ts";
import { type SourceKind, sourceKinds } from "../../host/model/facts/boot-sources-facts.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { instructions } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const ENTRY = "boot/efi/loader/entries/debian.conf";
const NAMING = "boot/loader/entries/fedora.conf";
const GRUBENV = "# GRUB Environment Block\nsaved_entry=fedora\nkernelopts=root=/dev/sda1 ro\n########";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("etc/default/grub.d/10-site.cfg", "GRUB_TIMEOUT=3\n");
  host.put(ENTRY, "title Debian\nlinux /vmlinuz\noptions quiet\n");
  host.put(NAMING, `title Fedora\nlinux /vmlinuz\noptions \${kernelopts} $tuned_params\n`);
  host.put("boot/grub/grubenv", GRUBENV);
  host.put("etc/kernel/cmdline", "root=ZFS=rpool quiet\n");
  host.put("etc/kernelstub/configuration", "{}\n");
});
afterEach(() => host.dispose());

describe("a file of others that was changed since the plan", () => {
  it.each<[string, SourceKind, string, () => void]>([
    [
      "GRUB's settings",
      "settings",
      "etc/default/grub",
      () => host.put("etc/default/grub", "GRUB_TIMEOUT=9\n"),
    ],
    [
      "a drop-in",
      "settings",
      "etc/default/grub.d/10-site.cfg",
      () => append("etc/default/grub.d/10-site.cfg"),
    ],
    [
      "a new drop-in",
      "settings",
      "etc/default/grub.d/99-new.cfg",
      () => append("etc/default/grub.d/99-new.cfg"),
    ],
    ["settings that are gone", "settings", "etc/default/grub", () => host.remove("etc/default/grub")],
    ["the menu", "menu", "boot/grub/grub.cfg", () => append("boot/grub/grub.cfg")],
    ["an entry", "entries", ENTRY, () => append(ENTRY)],
    ["a new entry", "entries", "boot/loader/entries/b.conf", () => append("boot/loader/entries/b.conf")],
    ["an entry that is gone", "entries", ENTRY, () => host.remove(ENTRY)],
    ["Proxmox's arguments", "arguments", "etc/kernel/cmdline", () => append("etc/kernel/cmdline")],
    [
      "kernelstub's arguments",
      "arguments",
      "etc/kernelstub/configuration",
      () => append("etc/kernelstub/configuration"),
    ],
    [
      "arguments in GRUB's environment",
      "variables",
      "boot/grub/grubenv",
      () => host.put("boot/grub/grubenv", GRUBENV.replace(" ro", " rw")),
    ],
  ])("stops the run before anything is touched: %s", (_what, kind, path, spoil) => {
    const planned = plannedFrom(kind);
    const seen = sumOf(path, kind);
    spoil();
    const before = host.manifest();
    const { code, err } = host.transact("change", planned);
    expect(code).toBe(75);
    expect(err).toContain(`/${path}: expected ${seen}, found ${sumOf(path, kind)}\n`);
    expect(err).toContain("run `pulumi preview` again");
    expect(err).not.toContain("grub.cfg: expected no such file");
    expect(host.manifest()).toEqual(before);
  });

  it("is named together with all others", () => {
    const planned = plannedFrom("settings");
    append("etc/default/grub");
    append("etc/default/grub.d/10-site.cfg");
    const { err } = host.transact("change", planned);
    expect(err.split("\n").filter((line) => line.includes(": expected "))).toHaveLength(2);
  });
});

describe("a change goes on", () => {
  it.each<[string, () => void]>([
    ["nothing was changed", () => undefined],
    ["a boot left its traces in GRUB's environment", () => rewrite("saved_entry=fedora", "boot_success=1")],
    [
      "systemd-boot counted an attempt to start an entry",
      () => {
        host.copyOf(ENTRY, "boot/efi/loader/entries/debian+2-1.conf");
        host.remove(ENTRY);
      },
    ],
    [
      "a file was written anew as it was",
      () => host.put("etc/default/grub", host.read("etc/default/grub") ?? ""),
    ],
  ])("when %s", (_what, happen) => {
    const planned = plannedFrom(...sourceKinds);
    happen();
    expect(host.transact("change", planned)).toMatchObject({ code: 0, err: "" });
  });

  it("when another kind of file was changed than the plan was made from", () => {
    const planned = plannedFrom("settings", "menu");
    append(ENTRY);
    expect(host.transact("change", planned)).toMatchObject({ code: 0, err: "" });
  });

  it("when an earlier run of the same went on after the host was read, and only it changed the menu", () => {
    const planned = plannedFrom("settings", "menu");
    host.transact("change", planned);
    expect(host.transact("change", planned)).toMatchObject({ code: 0, err: "" });
    append("etc/default/grub");
    expect(host.transact("change", planned).code).toBe(75);
  });
});

/** What the reader of the boot loader finds of the files below the host's root. */
function sources() {
  const script = bootLoaderReader.script.replace("\nroot=\n", "\nroot=$1\n");
  const { stdout } = spawnSync("sh", ["-c", script, "sh", host.root], { encoding: "utf8" });
  return parseBootLoader(stdout).sources;
}

/** All instructions of a change, planned from the host as it is now. */
function plannedFrom(...kinds: readonly SourceKind[]): readonly string[] {
  return [...sourceInstructions(sources(), kinds), ...instructions(host)];
}

function sumOf(path: string, kind: SourceKind): string {
  if (kind !== "variables") {
    const text = host.read(path);
    return text === undefined ? "no such file" : `sha256 ${sha256(text)}`;
  }
  const { sha256: sum } = sources()?.find((source) => source.kind === kind) ?? {};
  return `sha256 ${sum}`;
}

function append(path: string): void {
  host.put(path, `${host.read(path) ?? ""}# by somebody\n`);
}

function rewrite(from: string, to: string): void {
  host.put("boot/grub/grubenv", GRUBENV.replace(from, to));
}
