import { expect, it } from "vitest";
import { parseKernelFacts } from "../../../../../host/read/kernel/parse-kernel.ts";

const LEAST = "kernel/osrelease 6.8.0\nkernel/random/boot_id 1\n";

it("drivers that are built in are read by their names", () => {
  const text = `${LEAST}builtin-driver /sys/bus/pci/drivers/xhci_hcd\nbuiltin-driver /sys/bus/pci/drivers/vfio-pci\n`;
  expect(parseKernelFacts(text).builtinDrivers).toEqual(["xhci_hcd", "vfio-pci"]);
});

it("nothing is known of them where nothing was read", () => {
  expect(parseKernelFacts(LEAST)).not.toHaveProperty("builtinDrivers");
});
