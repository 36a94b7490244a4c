import { expect, test } from "vitest";
import { parseVariants, standardMachine, variantFlags } from "../../../../lab/machine/variants.ts";

test("no flags are the standard machine", () => {
  expect(parseVariants([])).toEqual(standardMachine);
});

test.each([
  [["no-iommu"], ["no-iommu"]],
  [
    ["without-package=ovmf", "intel-cpu", "without-package=ovmf"],
    ["intel-cpu", "without-package=ovmf"],
  ],
  [
    ["without-package=ovmf", "without-package=libvirt-clients"],
    ["without-package=libvirt-clients", "without-package=ovmf"],
  ],
  [
    ["intel-cpu", "narrow-iommu"],
    ["narrow-iommu", "intel-cpu"],
  ],
  [
    ["dracut", "no-iommu", "systemd-boot"],
    ["no-iommu", "systemd-boot", "dracut"],
  ],
  [
    ["lvm-boot", "dracut"],
    ["dracut", "lvm-boot"],
  ],
])("%j reads as %j", (flags, canonical) => {
  expect(variantFlags(parseVariants(flags))).toEqual(canonical);
});

test.each([
  [["no-iomu"], "no-iomu"],
  [["without-package=vim", "fast"], "without-package=vim, fast"],
  [["no-iommu", "narrow-iommu"], "no-iommu with narrow-iommu"],
  [["systemd-boot", "lvm-boot"], "lvm-boot with systemd-boot"],
  [["toString"], "toString"],
])("%j is refused", (flags, named) => {
  expect(() => parseVariants(flags)).toThrow(`Not a variant of the lab workstation: ${named}.`);
});
