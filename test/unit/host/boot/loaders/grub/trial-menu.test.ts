import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { grubTrialMenu } from "../../../../../../host/boot/loaders/grub/trial-menu.ts";
import { trialEntry } from "../../../../../../host/boot/trial/trial-entry.ts";
import type { BootEntry } from "../../../../../../host/model/facts/boot-loader-facts.ts";
import { freshHost, labObservation } from "../../lab-host.ts";

const PLACE = { uuid: "0b57-aa11", path: "/boot/grub/pulumi-vfio.env" };
const { defaultEntry } = labObservation(freshHost()).bootLoader;

/** What GRUB's own check says about a menu, where this machine has it. */
function complaints(menu: string): string {
  const { error, stderr } = spawnSync("grub-script-check", [], { input: menu, encoding: "utf8" });
  return error === undefined ? stderr : "";
}

describe("the lines for GRUB", () => {
  it.each([
    [
      "of grub.cfg",
      "grub-cfg",
      { preamble: ["load_video", "insmod part_gpt", "search --no-floppy --fs-uuid --set=root UUID"] },
    ],
    ["of the boot loader specification", "loader-entry", {}],
  ])("are a gate that closes before it opens, and the entry made of one %s", async (_what, name, extra) => {
    const menu = menuOf(extra);
    await expect(menu).toMatchFileSnapshot(`../../../../../golden/kernel/trial/${name}.cfg`);
    expect(complaints(menu)).toBe("");
  });

  it("take arguments of a grub.cfg as they are, because they are written for GRUB already", () => {
    const commandLine = "root=x $vt_handoff dyndbg='file a.c +p'";
    expect(menuOf({ preamble: ["true"], commandLine })).toContain(
      `vmlinuz-6.1.0-56-amd64 ${commandLine} pulumi_vfio_trial=`,
    );
  });

  it.each([
    ["root=UUID=x ro", "root=UUID=x ro"],
    ["root=x a=b;reboot", "root=x 'a=b;reboot'"],
    ["root=x a=$(b)", "root=x 'a=$(b)'"],
    ["root=x a=it's", "root=x 'a=it'\\''s'"],
    ['root=x dyndbg="file a.c +p"', "root=x 'dyndbg=file a.c +p'"],
    ["root=x luks={a}", "root=x 'luks={a}'"],
  ])("quote arguments of a loader entry, which are no words of GRUB's: %s", (commandLine, written) => {
    const menu = menuOf({ commandLine });
    expect(menu).toContain(` ${written} pulumi_vfio_trial=`);
    expect(complaints(menu)).toBe("");
  });
});

function menuOf(extra: Partial<BootEntry>): string {
  if (defaultEntry === undefined) throw new Error("no entry");
  const change = { id: "0badcafe", without: [], tokens: [], overlay: true };
  return grubTrialMenu(trialEntry({ ...defaultEntry, ...extra }, change), PLACE);
}
