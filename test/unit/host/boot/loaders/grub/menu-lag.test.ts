import { expect, it } from "vitest";
import { menuLag } from "../../../../../../host/boot/loaders/grub/menu-lag.ts";
import { loadsOverlay } from "../../../../../../host/model/boot/ordinary-entries.ts";
import { paths } from "../../../../../../host/model/managed-paths.ts";

type Lag = ReturnType<typeof menuLag>;

it.each<[name: string, line: string, all: string, ordinary: string, lag: Lag]>([
  ["does not lag", "root=UUID=1 ro console=tty0 quiet iommu=pt", "console=tty0", "quiet iommu=pt", undefined],
  ["gets what was added", "root=UUID=1 ro quiet", "audit=0", "quiet", { gains: ["audit=0"], loses: [] }],
  ["loses what was removed", "root=UUID=1 ro quiet splash", "", "quiet", { gains: [], loses: ["splash"] }],
  ["keeps what 10_linux adds", "root=UUID=1 ro rootflags=subvol=@ quiet $vt_handoff", "", "quiet", undefined],
  ["has our own arguments told elsewhere", "root=UUID=1 ro vfio_bind=old", "", "iommu=pt", undefined],
  ["has arguments with blanks", 'root=UUID=1 ro dyndbg="file a.c +p"', "", 'dyndbg="file a.c +p"', undefined],
])("a menu that %s", (_name, commandLine, all, ordinary, lag) => {
  const entry = {
    title: "Debian",
    kernel: "/boot/vmlinuz-1",
    commandLine,
    initrds: [],
    source: "10_linux",
    ofSystem: true,
  };
  const settings = { GRUB_CMDLINE_LINUX: all, GRUB_CMDLINE_LINUX_DEFAULT: ordinary };
  const grub = { configFile: "/boot/grub/grub.cfg", settings, environment: {}, usesLoaderEntries: false };
  const managed = {
    files: {
      [paths.grub]: {
        text: 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT iommu=pt"\n',
        sha256: "",
      },
    },
    journal: { files: [], tokens: ["vfio_bind=old"], drivers: {} },
  };
  expect(menuLag({ entries: [entry], grub }, managed)).toEqual(lag);
});

it("loader entries of GRUB's do not lag, because they are not made of its settings", () => {
  const entry = {
    title: "Fedora",
    kernel: "/vmlinuz-1",
    commandLine: "root=1 debug",
    initrds: [],
    source: "kernel-install",
    ofSystem: true,
  };
  const grub = {
    configFile: "/boot/grub2/grub.cfg",
    settings: { GRUB_CMDLINE_LINUX: "rhgb quiet" },
    environment: {},
    usesLoaderEntries: true,
  };
  expect(menuLag({ entries: [entry], grub }, { files: {}, journal: undefined })).toBeUndefined();
});

it.each([
  [true, ["/boot/vfio/early.cpio", "/boot/initrd.img-1"]],
  [true, ["/boot/intel-ucode.img", "/boot/vfio/early.cpio", "/boot/own.cpio", "/boot/initramfs-1.img"]],
  [true, ["/boot/intel-ucode.img", "/boot/vfio/early.cpio"]],
  [false, ["/boot/initrd.img-1", "/boot/vfio/early.cpio"]],
  [false, ["/boot/initrd.img-1"]],
  [false, []],
])("%s: the overlay is loaded in time by %j", (loaded, initrds) => {
  expect(loadsOverlay({ initrds })).toBe(loaded);
});
