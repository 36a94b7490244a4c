import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../../../host/diagnosis/diagnose.ts";
import { tellingLines } from "../../../../host/libvirt/domain/crash.ts";

describe("messages of libvirt and QEMU", () => {
  const cases: [message: string, cause: string][] = [
    [
      "error: internal error: process exited while connecting to monitor: VFIO_MAP_DMA failed: Invalid argument",
      "addresses that the IOMMU has no bits for",
    ],
    [
      "qemu: hardware error: vfio: DMA mapping failed, unable to continue",
      "addresses that the IOMMU has no bits for",
    ],
    [
      "vfio 0000:01:00.0: group 12 is not viable\nPlease ensure all devices within the iommu_group are bound to their vfio bus driver.",
      "another device of the same IOMMU group",
    ],
    ["Failed to set iommu for container: Operation not permitted", "no interrupt remapping"],
    [
      "error: unsupported configuration: host doesn't support passthrough of host PCI devices",
      "the IOMMU is off, or vfio-pci is not loaded",
    ],
    [
      "error: argument unsupported: VFIO device assignment is currently not supported on this system",
      "the IOMMU is off, or vfio-pci is not loaded",
    ],
    [
      "unsupported configuration: VFIO PCI device assignment is not supported by the host",
      "the IOMMU is off, or vfio-pci is not loaded",
    ],
    [
      "unsupported configuration: VFIO PCI device assignment is not supported by this version of QEMU",
      "QEMU was built without vfio",
    ],
    [
      "vfio-pci 0000:01:00.0: Unable to change power state from D3cold to D0, device inaccessible",
      "did not wake from D3cold",
    ],
    ["internal error: Unknown PCI header type '127' for device '0000:01:00.0'", "does not answer any more"],
    [
      "vfio-pci 0000:01:00.0: BAR 0: can't reserve [mem 0xc0000000-0xcfffffff 64bit pref]",
      "a console of the host's firmware",
    ],
    ["error: Requested operation is not valid: network 'default' is not active", "the virtual network"],
    ["error: Network not found: no network with matching name 'nope'", "no virtual network of that name"],
    ["Could not open '/home/me/a.qcow2': Permission denied", "may not open a file"],
    ["Cannot access storage file '/x': No such file or directory", "a file of the guest is missing"],
    [
      'Failed to get "write" lock\nIs another process using the image [/a.qcow2]?',
      "another guest or program has the disk",
    ],
    ["operation failed: Unable to find any firmware to satisfy 'efi'", "no UEFI firmware"],
    ["vfio_container_dma_map: VFIO_MAP_DMA failed: Cannot allocate memory", "memory cannot be locked"],
    ["cannot set up guest memory 'pc.ram': Cannot allocate memory", "too little free memory"],
  ];
  test.each(cases)("%s", (message, cause) => {
    const diagnosis = diagnose(message);
    expect(diagnosis.cause).toContain(cause);
    expect(diagnosis.next).toBeTruthy();
  });

  test("that say nothing to us have no diagnosis", () => {
    expect(diagnose("error: something else")).toEqual({});
  });
});

describe("the log of a guest whose addresses the IOMMU could not map", () => {
  const log = readFileSync(
    join(import.meta.dirname, "../../../cases/libvirt/dma-mapping-failed.txt"),
    "utf8",
  );

  test("is understood", () => {
    expect(diagnose(log).cause).toContain("addresses that the IOMMU has no bits for");
  });

  test("is shortened to what it says", () => {
    expect(tellingLines(log)).toEqual([
      expect.stringContaining("VFIO_MAP_DMA failed: Invalid argument"),
      expect.stringContaining("vfio_dma_map("),
      "qemu: hardware error: vfio: DMA mapping failed, unable to continue",
      expect.stringContaining("shutting down, reason=crashed"),
    ]);
  });
});
