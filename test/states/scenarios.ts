import fc from "fast-check";
import type { Declared, Scenario } from "./state.ts";

const declared: fc.Arbitrary<Declared> = fc.record({
  devices: fc.oneof(
    {
      weight: 14,
      arbitrary: fc.constantFrom(["auto"], ["01:00"], ["0000:01:00.0", "0000:01:00.1"], ["02:00"]),
    },
    { weight: 4, arbitrary: fc.constantFrom(["10de:1b80", "10de:10f0"], ["auto", "02:00.0"]) },
    { weight: 1, arbitrary: fc.constantFrom(["0000:01:00.0"], ["00:01.0"], ["0000:09:00.0"]) },
  ),
  commandLine: fc.constantFrom<Declared["commandLine"]>(
    {},
    {},
    { pcie_aspm: "off" },
    { mitigations: "off" },
    { default_hugepagesz: "1G", hugepagesz: "1G", hugepages: "4" },
    { "vfio-pci.disable_idle_d3": "1", nosmt: true },
  ),
  modprobe: fc.constantFrom<Declared["modprobe"]>(
    {},
    {},
    { kvm: { ignore_msrs: "1" } },
    { "vfio-pci": { disable_idle_d3: "1" }, kvm: { ignore_msrs: "1", report_ignored_msrs: "0" } },
  ),
  iommuPassthrough: often(true, false),
});

/** Any state; the unusual ones are rare, so that most can be applied. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  state: fc.record({
    cpu: fc.constantFrom("intel", "amd"),
    iommu: often(
      "on" as const,
      "off-in-kernel" as const,
      "off-in-kernel" as const,
      "off-in-firmware" as const,
    ),
    driver: fc.constantFrom("nouveau", "none", "vfio-pci"),
    grub: fc.record({
      default: fc.subarray([
        "quiet",
        "splash",
        "mitigations=off",
        "nvidia-drm.modeset=1",
        'dyndbg="file a.c +p"',
      ]),
      linux: fc.subarray(["console=tty0", "console=ttyS0,115200", "panic=30"]),
      half: fc
        .tuple(
          sometimes(fc.subarray(["intel_iommu=on", "iommu=pt", "iommu=soft", "vfio-pci.ids=1234:1111"]), []),
          rarely(["vfio_bind=0000:09:00.0@10de:1b80"]),
        )
        .map((lists) => lists.flat()),
      halfIn: often("default" as const, "linux" as const),
      quotes: fc.constantFrom("double", "single"),
      comment: fc.boolean(),
      lineEnds: mostly("\n" as const, "\r\n" as const),
      lastLineEnds: fc.boolean(),
      settings: fc.subarray([
        "GRUB_DISABLE_RECOVERY=true",
        "GRUB_DEFAULT=saved",
        "GRUB_SAVEDEFAULT=true",
        "GRUB_DISABLE_SUBMENU=y",
        "GRUB_TIMEOUT_STYLE=hidden",
        "GRUB_DISABLE_LINUX_UUID=true",
      ]),
      broken: mostly(false, true),
    }),
    dropIns: fc
      .tuple(
        fc.subarray(["50-cloudimg-settings.cfg", "kdump-tools.cfg", "10-serial.cfg"] as const),
        rarely(["95-early.cfg"] as const),
        rarely(["99-override.cfg"] as const),
      )
      .map((lists) => lists.flat()),
    modprobe: fc.subarray(["nouveau.conf", "kvm.conf", "vfio.conf", "iommu.conf"]),
    initramfsModules: fc.subarray(["vfio", "vfio_pci", "vfio_virqfd", "# mine", "kvm"]),
    kernels: sometimes(
      fc.subarray(["newer", "older", "without-vfio", "builtin-vfio", "without-initrd", "without-modules"], {
        maxLength: 3,
      }),
      [],
    ),
    others: sometimes(
      fc.subarray([
        "custom.cfg",
        "40_custom",
        "early-initrd",
        "early-initrd-missing",
        "microcode",
        "memtest",
      ]),
      [],
    ),
    staleMenu: often(false, true),
  }),
  declared,
  second: fc.option(declared, { nil: undefined, freq: 2 }),
  meanwhile: sometimes(
    fc.subarray(["new-kernel", "edit-grub", "drop-in", "modprobe-file", "our-drop-in", "update-grub"], {
      maxLength: 2,
    }),
    [],
  ),
}) as fc.Arbitrary<Scenario>;

/** The first value seven times in eight. */
function often<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return weighted(7, usual, others);
}

/** The first value 24 times in 25: the other makes a state one that is refused. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return weighted(24, usual, others);
}

function weighted<T>(weight: number, usual: T, others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

function sometimes<T>(arbitrary: fc.Arbitrary<T>, otherwise: NoInfer<T>): fc.Arbitrary<T> {
  return fc.oneof(arbitrary, fc.constant(otherwise));
}

/** The value once in twenty times, otherwise nothing. */
function rarely<T extends readonly unknown[]>(value: T): fc.Arbitrary<T | readonly []> {
  return weighted<T | readonly []>(19, [], [value]);
}
