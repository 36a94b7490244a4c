import { describe, expect, it } from "vitest";
import { loaderTrialEntry } from "../../../../../host/boot/loaders/systemd-boot/trial.ts";
import { type TrialChange, trialEntry, trialOf } from "../../../../../host/boot/trial/trial-entry.ts";
import { parseToken } from "../../../../../host/model/command-line/command-line.ts";
import type { BootEntry } from "../../../../../host/model/facts/boot-loader-facts.ts";

const OWN = "pulumi_vfio_trial=0badcafe panic=30 rd.shell=0 rd.emergency=reboot";
const ENTRY: BootEntry = {
  id: "gnulinux-simple",
  title: "Debian",
  kernel: "/boot/vmlinuz-1",
  commandLine: "root=UUID=x ro quiet",
  initrds: ["/boot/initrd.img-1"],
  preamble: ["insmod ext2"],
};

describe("the line of a trial", () => {
  it.each<[string, string, Partial<TrialChange>, string]>([
    ["gets what is wanted", "root=x quiet", { tokens: tokens("iommu=pt") }, `root=x quiet iommu=pt ${OWN}`],
    [
      "of a changed configuration loses what was wanted before",
      "root=x vfio_bind=a iommu=pt quiet",
      { without: ["vfio_bind=a"], tokens: tokens("iommu=pt", "vfio_bind=b") },
      `root=x iommu=pt quiet vfio_bind=b ${OWN}`,
    ],
    [
      "of an undo loses all of it",
      "root=x iommu=pt vfio_bind=a",
      { without: ["iommu=pt", "vfio_bind=a"] },
      `root=x ${OWN}`,
    ],
    [
      "has everything before what is init's",
      "root=x -- single",
      { tokens: tokens("iommu=pt") },
      `root=x iommu=pt ${OWN} -- single`,
    ],
    [
      "keeps what is init's",
      "root=x iommu=pt -- iommu=pt",
      { without: ["iommu=pt"] },
      `root=x ${OWN} -- iommu=pt`,
    ],
    ["ends a panic whatever was said before", "root=x panic=0", {}, `root=x panic=0 ${OWN}`],
    ["keeps quotes", 'root=x dyndbg="file a.c +p"', {}, `root=x dyndbg="file a.c +p" ${OWN}`],
    ["of nothing is our own", "", {}, OWN],
  ])("%s", (_what, commandLine, change, expected) => {
    expect(tried({ ...ENTRY, commandLine }, change).commandLine).toBe(expected);
  });

  it("tells which trial it is for", () => {
    expect(trialOf(`BOOT_IMAGE=x ${tried(ENTRY, {}).commandLine}`)).toBe("0badcafe");
    expect(trialOf("root=x quiet")).toBeUndefined();
  });
});

describe("what a trial loads", () => {
  it.each<[string, readonly string[], Partial<TrialChange>, readonly string[]]>([
    ["the host's own", ["/boot/initrd.img-1"], {}, ["/boot/vfio/trial.img"]],
    [
      "the last one, which is the host's",
      ["/boot/ucode.img", "/boot/initrd.img-1"],
      {},
      ["/boot/ucode.img", "/boot/vfio/trial.img"],
    ],
    ["another name", ["/boot/initramfs-linux.img"], {}, ["/boot/vfio/trial.img"]],
    [
      "one behind an overlay",
      ["/boot/vfio/early.cpio", "/boot/initrd.img-1"],
      { overlay: true },
      ["/boot/vfio/trial.cpio", "/boot/vfio/trial.img"],
    ],
    ["none", [], {}, []],
  ])("is its own image in place of %s", (_what, initrds, change, expected) => {
    expect(tried({ ...ENTRY, initrds }, { image: true, ...change }).initrds).toEqual(expected);
  });

  it.each<[string, Partial<BootEntry>, readonly string[]]>([
    ["beside the kernel", {}, ["/boot/vfio/trial.cpio", "/boot/initrd.img-1"]],
    ["on a file system of its own", { kernel: "/vmlinuz-1" }, ["/vfio/trial.cpio", "/boot/initrd.img-1"]],
    ["in a subvolume", { kernel: "/@/boot/vmlinuz-1" }, ["/@/boot/vfio/trial.cpio", "/boot/initrd.img-1"]],
    [
      "instead of the one that is kept",
      { initrds: ["/boot/ucode", "/boot/vfio/early.cpio", "/boot/initrd.img-1"] },
      ["/boot/vfio/trial.cpio", "/boot/ucode", "/boot/initrd.img-1"],
    ],
    [
      "where the entry names the one that is kept",
      { kernel: "/boot/vmlinuz-1", initrds: ["/other/vfio/early.cpio", "/initrd"] },
      ["/other/vfio/trial.cpio", "/initrd"],
    ],
    [
      "above the folder of a version, as kernel-install has it",
      { kernel: "/0123456789abcdef0123456789abcdef/6.1.0-1/linux", initrds: ["/i"] },
      ["/vfio/trial.cpio", "/i"],
    ],
    ["without an image", { initrds: [] }, ["/boot/vfio/trial.cpio"]],
  ])("is its overlay %s", (_what, base, initrds) => {
    expect(tried({ ...ENTRY, ...base }, { overlay: true }).initrds).toEqual(initrds);
  });

  it("is no overlay where it needs none, as in an undo", () => {
    const initrds = ["/boot/vfio/early.cpio", "/boot/initrd.img-1"];
    expect(tried({ ...ENTRY, initrds }, {})).toEqual({
      ...ENTRY,
      id: "pulumi-vfio-trial-0badcafe",
      title: "pulumi-vfio trial 0badcafe",
      commandLine: `root=UUID=x ro quiet ${OWN}`,
      initrds: ["/boot/initrd.img-1"],
    });
  });
});

it("is a file for systemd-boot that belongs to no machine and stands behind all others", () => {
  const entry = tried({ ...ENTRY, kernel: "/0123/linux" }, { overlay: true });
  expect(loaderTrialEntry({ ...entry, initrds: ["/vfio/trial.cpio", "/0123/initrd"] })).toBe(
    `title pulumi-vfio trial 0badcafe
machine-id 00000000000000000000000000000000
linux /0123/linux
initrd /vfio/trial.cpio
initrd /0123/initrd
options root=UUID=x ro quiet ${OWN}
`,
  );
});

function tried(base: BootEntry, change: Partial<TrialChange>): BootEntry {
  return trialEntry(base, { id: "0badcafe", without: [], tokens: [], overlay: false, ...change });
}

function tokens(...texts: readonly string[]) {
  return texts.map(parseToken);
}
