import { expect, test } from "vitest";
import { noOverlay } from "../../../../../host/boot/parts/overlay.ts";
import { wantedBoot } from "../lab-host.ts";

test.each([
  ["the host's own images carry the bind script", wantedBoot()],
  ["functions are bound by their ids", wantedBoot({ "vfio-pci.ids": "1:2" })],
])("an overlay is removed because %s", (because, wanted) => {
  const change = { kind: "no-overlay", path: "/boot/vfio/early.cpio" } as const;
  const preview = { wanted, bootLoader: { loader: "grub" }, reboot: "auto", how: [] } as const;
  expect(noOverlay.describe(change, preview)).toEqual([
    `overlay initrd /boot/vfio/early.cpio is removed: ${because}`,
  ]);
});
