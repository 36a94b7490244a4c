import fc from "fast-check";
import { declared } from "./declared.ts";
import { mostly, often, rarely, sometimes } from "./odds.ts";
import type { Scenario } from "./state.ts";

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
    gigabytePages: often(true, false),
    acsPatch: often("has it", "lacks it", "hidden"),
    loader: fc.constantFrom("grub", "grub", "systemd-boot"),
    partition: fc.constantFrom("/boot/efi", "/boot"),
    hasCommandLineFile: often(true, false),
    entries: fc.subarray([
      "recovery",
      "other-system",
      "appended",
      "two-options",
      "no-last-line-end",
      "windows-line-ends",
      "microcode",
      "counted",
      "loader.conf",
    ]),
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
          rarely(["hugepages=2"]),
          rarely(["isolcpus=3"]),
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
    fc.subarray(
      [
        "new-kernel",
        "edit-grub",
        "drop-in",
        "modprobe-file",
        "our-drop-in",
        "update-grub",
        "edit-entry",
        "sysctl",
      ],
      { maxLength: 3 },
    ),
    [],
  ),
}) as fc.Arbitrary<Scenario>;
