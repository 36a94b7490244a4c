import { expect, test } from "vitest";
import { parseInstalledKernels } from "../../../../../host/read/kernel/parse-installed.ts";

const cases: [name: string, running: string, lines: string[], expected: object[]][] = [
  [
    "Ubuntu: built in, oldest first by version",
    "6.8.0-10-generic",
    [
      "modules /lib/modules/6.8.0-10-generic",
      "modules /lib/modules/6.8.0-9-generic",
      "file /boot/vmlinuz-6.8.0-10-generic",
      "file /boot/initrd.img-6.8.0-10-generic",
      "file /boot/config-6.8.0-10-generic",
      "/lib/modules/6.8.0-10-generic/modules.builtin:kernel/drivers/vfio/pci/vfio-pci.ko",
      "/lib/modules/6.8.0-10-generic/modules.dep:kernel/arch/x86/kvm/kvm.ko.zst: kernel/virt/lib/irqbypass.ko.zst",
      "/boot/config-6.8.0-10-generic:CONFIG_INTEL_IOMMU_DEFAULT_ON=y",
    ],
    [
      {
        release: "6.8.0-9-generic",
        image: undefined,
        vfioPci: "absent",
        kvm: "absent",
        intelIommuDefault: "unknown",
      },
      {
        release: "6.8.0-10-generic",
        image: "/boot/vmlinuz-6.8.0-10-generic",
        initrd: "/boot/initrd.img-6.8.0-10-generic",
        vfioPci: "builtin",
        kvm: "module",
        intelIommuDefault: "on",
      },
    ],
  ],
  [
    "Arch: files named by the package, configuration from the running kernel",
    "6.9.1-arch1-1",
    [
      "modules /lib/modules/6.9.1-arch1-1",
      "package /lib/modules/6.9.1-arch1-1 linux",
      "file /lib/modules/6.9.1-arch1-1/vmlinuz",
      "file /boot/vmlinuz-linux",
      "file /boot/initramfs-linux.img",
      "/lib/modules/6.9.1-arch1-1/modules.dep:kernel/drivers/vfio/pci/vfio-pci.ko.zst: kernel/drivers/vfio/vfio.ko.zst",
      "/lib/modules/6.9.1-arch1-1/modules.dep:kernel/arch/x86/kvm/kvm-intel.ko.zst: kernel/arch/x86/kvm/kvm.ko.zst",
      "/lib/modules/6.9.1-arch1-1/modules.builtin:kernel/arch/x86/kvm/kvm.ko",
      "running-config CONFIG_INTEL_IOMMU=y",
      "running-config",
    ],
    [
      {
        release: "6.9.1-arch1-1",
        image: "/boot/vmlinuz-linux",
        initrd: "/boot/initramfs-linux.img",
        vfioPci: "module",
        kvm: "builtin",
        intelIommuDefault: "off",
      },
    ],
  ],
  [
    "an image whose modules are gone",
    "6.1.0-2",
    ["file /boot/vmlinuz-6.1.0-1", "file /boot/vmlinuz", "file /boot/vmlinuz.old"],
    [{ release: "6.1.0-1", vfioPci: "unknown", kvm: "unknown", intelIommuDefault: "unknown" }],
  ],
];
test.for(cases)("%s", ([, running, lines, expected]) => {
  expect(parseInstalledKernels(`first\n${lines.join("\n")}\n`, running)).toMatchObject(expected);
});
