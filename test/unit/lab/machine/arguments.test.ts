import { expect, test } from "vitest";
import { type Machine, qemuArguments } from "../../../../lab/machine/arguments.ts";
import { machinePaths } from "../../../../lab/machine/paths.ts";
import { parseVariants } from "../../../../lab/machine/variants.ts";

const standard: Machine = {
  name: "dev",
  paths: machinePaths("/project/.lab/dev"),
  variants: parseVariants([]),
  firmwareCode: "/usr/share/OVMF/OVMF_CODE_4M.fd",
  sshPort: 2201,
  diskFormat: "qcow2",
};

const machines: Record<string, Machine> = {
  standard,
  "no-iommu": { ...standard, variants: parseVariants(["no-iommu"]) },
  "narrow-iommu-intel-cpu": { ...standard, variants: parseVariants(["intel-cpu", "narrow-iommu"]) },
  "first-boot": {
    ...standard,
    diskFormat: "raw",
    directBoot: { kernel: "/build/vmlinuz", initrd: "/build/initrd", append: "root=LABEL=root ro" },
  },
  snapshot: { ...standard, snapshot: "pristine", diskCache: "none" },
};

test.each(Object.entries(machines))("QEMU arguments of %s", async (name, machine) => {
  const lines = qemuArguments(machine)
    .join("\n")
    .replaceAll(/\n(?!-)/g, " ");
  await expect(`${lines}\n`).toMatchFileSnapshot(`../../../golden/lab/${name}.args`);
});

test("a comma in a path does not end QEMU's option", () => {
  const odd = { ...standard, paths: machinePaths("/a,b") };
  const disk = qemuArguments(odd).find((argument) => argument.startsWith("if=none"));
  expect(disk).toContain("file=/a,,b/disk.qcow2");
});

test("the IOMMU comes before every PCI device", () => {
  const devices = qemuArguments(standard).filter((_, index, all) => all[index - 1] === "-device");
  expect(devices[0]).toMatch(/^intel-iommu,/);
});
