import { describe, expect, it } from "vitest";
import { grubTrialMenu } from "../../../../../host/boot/loaders/grub/trial-menu.ts";
import { trialEntry } from "../../../../../host/boot/trial/trial-entry.ts";
import type { BootEntry } from "../../../../../host/model/facts/boot-loader-facts.ts";

const ENTRY: BootEntry = { title: "x", kernel: "/vmlinuz-1", commandLine: "root=x", initrds: ["/initrd"] };
const CHANGE = { id: "0badcafe", without: [], tokens: [], overlay: true };

describe("where a trial's overlay is, as a file of the boot loader specification names it", () => {
  it.each([
    ["the folder of a distribution", "/EFI/arch/vmlinuz-linux", "/vfio/trial.cpio"],
    ["a folder by the name of boot on the ESP", "/EFI/boot/vmlinuz-linux", "/vfio/trial.cpio"],
    ["folders of kernel-install that no machine-id names", "/debian/6.1.0-1/linux", "/vfio/trial.cpio"],
    ["a folder on the root file system, for GRUB", "/boot/debian/6.1.0-1/linux", "/boot/vfio/trial.cpio"],
    ["a subvolume, for GRUB", "/@/boot/vmlinuz-1", "/@/boot/vfio/trial.cpio"],
  ])("the kernel in %s", (_what, kernel, overlay) => {
    expect(trialEntry({ ...ENTRY, kernel }, CHANGE).initrds).toEqual([overlay, "/initrd"]);
  });
});

it("starts a kernel without any image, which GRUB's initrd would refuse", () => {
  const entry = trialEntry({ ...ENTRY, initrds: [], preamble: [] }, { ...CHANGE, overlay: false });
  const menu = grubTrialMenu(entry, { uuid: "0b57-aa11", path: "/env" });
  expect(menu).not.toMatch(/\binitrd\b/);
  expect(menu).toMatch(
    /\n {2}if linux \/vmlinuz-1 root=x [^\n]*; then\n {4}set pulumi_vfio_loaded=yes\n {2}else\n {4}reboot\n {2}fi\n\}\n$/,
  );
});
