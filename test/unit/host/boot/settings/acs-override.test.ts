import { describe, expect, it } from "vitest";
import { acsPatchReader } from "../../../../../host/boot/settings/acs-override.ts";

describe("the ACS override patch", () => {
  it.each([
    [
      "a kernel with it",
      ["/proc/kallsyms: pci_acs_enabled", "/proc/kallsyms: pcie_acs_overrides"],
      { "6.1": true },
    ],
    ["a kernel without it", ["/proc/kallsyms: pci_acs_enabled"], { "6.1": false }],
    ["stubs", [], {}],
    [
      "other kernels",
      [
        "/boot/System.map-6.0: pcie_acs_overrides.llvm.123",
        "/boot/System.map-6.0: pci_acs_enabled",
        "/lib/modules/5.0/System.map: pci_acs_enabled",
      ],
      { "6.0": true, "5.0": false },
    ],
  ])("is looked for in the symbols of %s", (_what, lines, found) => {
    const stdout = ["running 6.1", ...lines].join("\n");
    expect(acsPatchReader.parse({ code: 0, stdout, stderr: "" })).toEqual(found);
  });
});
