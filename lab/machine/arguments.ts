import type { MachinePaths } from "./paths.ts";
import type { Variants } from "./variants.ts";

/** Everything that decides how QEMU is started. */
export interface Machine {
  readonly name: string;
  readonly paths: MachinePaths;
  readonly variants: Variants;
  /** Read-only firmware code; the variables are `paths.vars`. */
  readonly firmwareCode: string;
  /** Port on 127.0.0.1 that leads to the workstation's SSH. */
  readonly sshPort: number;
  readonly diskFormat: "qcow2" | "raw";
  /** `unsafe` is fast and safe against QEMU ending; `none` is for power-cut tests. Default unsafe. */
  readonly diskCache?: "unsafe" | "none";
  /** Starts this kernel instead of the boot loader on the disk. */
  readonly directBoot?: { readonly kernel: string; readonly initrd: string; readonly append: string };
  /** Name of a snapshot with memory to continue from, instead of booting. */
  readonly snapshot?: string;
}

const memoryMib = 3072;
const cpus = 2;

/** QEMU's argument list: plain emulation, no KVM, every device at a fixed address. */
export function qemuArguments(machine: Machine): readonly string[] {
  const { paths, directBoot } = machine;
  return [
    ["-name", `lab-${machine.name}`],
    ["-no-user-config", "-nodefaults", "-display", "none", "-daemonize", "-pidfile", paths.pidFile],
    ["-machine", "q35,kernel-irqchip=off", "-accel", "tcg,thread=multi"],
    ["-cpu", machine.variants.intelCpu ? "Skylake-Client" : "max"],
    ["-smp", String(cpus), "-m", String(memoryMib), "-rtc", "base=utc"],
    [
      "-drive",
      properties({ if: "pflash", unit: "0", format: "raw", readonly: "on", file: machine.firmwareCode }),
    ],
    ["-drive", properties({ if: "pflash", unit: "1", format: "qcow2", file: paths.vars })],
    iommu(machine.variants),
    displays,
    disk(machine),
    network(machine.sshPort),
    ["-device", "virtio-rng-pci,bus=pcie.0,addr=0x5"],
    consoleAndMonitor(paths),
    directBoot
      ? ["-kernel", directBoot.kernel, "-initrd", directBoot.initrd, "-append", directBoot.append]
      : [],
    machine.snapshot === undefined ? [] : ["-loadvm", machine.snapshot],
  ].flat();
}

/** QEMU creates devices in order: the IOMMU comes before every PCI device. */
function iommu({ noIommu, narrowIommu }: Variants): string[] {
  const width = narrowIommu ? 39 : 48;
  return noIommu ? [] : ["-device", `intel-iommu,intremap=on,caching-mode=on,aw-bits=${width}`];
}

/**
 * The boot display, and the card to pass through: the same vendor:device id, with an audio function in the
 * same slot.
 */
const displays = [
  ["-vga", "none", "-device", "VGA,bus=pcie.0,addr=0x1"],
  ["-device", "pcie-root-port,id=rp1,bus=pcie.0,addr=0x2,chassis=1,slot=1"],
  ["-device", "secondary-vga,bus=rp1,addr=0x0,multifunction=on"],
  ["-device", "ich9-intel-hda,bus=rp1,addr=0x0.0x1"],
].flat();

function disk({ paths, diskFormat, diskCache = "unsafe" }: Machine): string[] {
  const backend = {
    if: "none",
    id: "root",
    format: diskFormat,
    cache: diskCache,
    discard: "unmap",
    file: paths.disk,
  };
  const device = "virtio-blk-pci,bus=pcie.0,addr=0x3,drive=root,bootindex=1,discard=on";
  return ["-drive", properties(backend), "-device", device];
}

/** The workstation reaches nothing but this machine's SSH forward, which listens on loopback only. */
function network(sshPort: number): string[] {
  return [
    ["-netdev", `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${sshPort}-:22`],
    ["-device", "virtio-net-pci,bus=pcie.0,addr=0x4,netdev=net,mac=52:54:00:12:34:56,romfile="],
  ].flat();
}

/** The serial console goes to a log always, and to whoever connects to its socket. */
function consoleAndMonitor(paths: MachinePaths): string[] {
  const serial = properties({
    path: paths.serialSocket,
    server: "on",
    wait: "off",
    logfile: paths.serialLog,
  });
  return [
    ["-chardev", `socket,id=serial,${serial},logappend=on`, "-serial", "chardev:serial"],
    ["-chardev", `socket,id=qmp,${properties({ path: paths.qmpSocket, server: "on", wait: "off" })}`],
    ["-mon", "chardev=qmp,mode=control"],
  ].flat();
}

/** `key=value,…`; a comma inside a value is written twice. */
function properties(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value.replaceAll(",", ",,")}`)
    .join(",");
}
