import { describe, expect, test } from "vitest";
import type { BootLoaderFacts } from "../../../../host/model/facts/boot-loader-facts.ts";
import type { InstalledKernel, IommuFacts, KernelFacts } from "../../../../host/model/facts/kernel-facts.ts";
import { parsePciAddress } from "../../../../host/model/pci-address.ts";
import { decideIommu, iommuTokens } from "../../../../host/pci/iommu-verdict.ts";

interface Case {
  readonly iommu?: Partial<IommuFacts>;
  readonly cpu?: "intel" | "amd";
  readonly flag?: "vmx" | "svm";
  readonly defaults?: InstalledKernel["intelIommuDefault"];
  readonly running?: string;
  readonly configured?: string;
}

function kernelOf({ iommu, cpu = "intel", flag, defaults = "off", running = "quiet" }: Case): KernelFacts {
  const installed: InstalledKernel[] = [
    { release: "6.1.0", image: "/boot/vmlinuz-6.1.0", vfioPci: "module", intelIommuDefault: defaults },
  ];
  return {
    distribution: { id: "debian", like: [], name: "Debian" },
    running: "6.1.0",
    installed,
    commandLine: running,
    bootId: "1",
    uptimeSeconds: 1,
    cpu: { vendor: cpu, virtualisation: flag, threads: 4 },
    memoryBytes: 1,
    machine: {},
    firmware: "uefi",
    secureBoot: "off",
    iommu: { tables: [], tablesReadable: true, units: [], groups: 0, ...iommu },
  };
}

function loaderOf({ configured }: Case): BootLoaderFacts {
  const entry = { title: "Debian", kernel: "/boot/vmlinuz-6.1.0", initrds: [] };
  const defaultEntry = configured === undefined ? undefined : { ...entry, commandLine: configured };
  return { loader: "grub", evidence: [], entries: [], defaultEntry, tools: [] };
}

const DMAR = { tables: ["DMAR"] } as const;
const IVRS = { tables: ["IVRS"] } as const;
const active = { units: ["dmar0"], groups: 12 };
const cases: [name: string, facts: Case, state: string, words: RegExp][] = [
  ["groups and a unit", { iommu: { ...DMAR, ...active } }, "on", /12 IOMMU groups/],
  ["an AMD CPU with a DMAR table, as emulated", { iommu: { ...DMAR, ...active }, cpu: "amd" }, "on", /dmar0/],
  ["groups without a unit: unsafe no-IOMMU mode", { iommu: { groups: 1 } }, "unknown", /no-IOMMU/],
  ["no table", { flag: "vmx" }, "off-in-firmware", /VT-d/],
  ["no table, AMD", { cpu: "amd", flag: "svm" }, "off-in-firmware", /AMD-Vi/],
  ["no table, no virtualisation", {}, "off-in-firmware", /VT-x/],
  ["no table, though the token is there", { running: "intel_iommu=on" }, "off-in-firmware", /DMAR/],
  ["tables that cannot be looked at", { iommu: { tablesReadable: false } }, "unknown", /cannot be looked at/],
  [
    "DMAR, no token anywhere",
    { iommu: DMAR, configured: "quiet" },
    "off-in-kernel",
    /boot with intel_iommu=on/,
  ],
  ["DMAR, no token, entry unknown", { iommu: DMAR }, "off-in-kernel", /boot with/],
  ["DMAR, token configured", { iommu: DMAR, configured: "quiet intel_iommu=on" }, "pending-reboot", /reboot/],
  [
    "DMAR, token among others",
    { iommu: DMAR, configured: "intel_iommu=on,sm_on" },
    "pending-reboot",
    /reboot/,
  ],
  ["DMAR, token running", { iommu: DMAR, running: "intel_iommu=on" }, "off-in-kernel", /firmware update/],
  ["DMAR, a longer name", { iommu: DMAR, configured: "xintel_iommu=on" }, "off-in-kernel", /boot with/],
  [
    "DMAR, switched off",
    { iommu: DMAR, running: "intel_iommu=off" },
    "off-in-kernel",
    /remove intel_iommu=off/,
  ],
  [
    "DMAR, on then off",
    { iommu: DMAR, configured: "intel_iommu=on intel_iommu=off" },
    "off-in-kernel",
    /boot with/,
  ],
  [
    "DMAR, all switched off",
    { iommu: DMAR, running: "intel_iommu=on iommu=off" },
    "off-in-kernel",
    /remove iommu=off/,
  ],
  [
    "DMAR, kernel with it on by default, off token removed",
    {
      iommu: DMAR,
      defaults: "on-except-integrated-graphics",
      running: "intel_iommu=off",
      configured: "quiet",
    },
    "pending-reboot",
    /default/,
  ],
  ["DMAR, on by default and yet off", { iommu: DMAR, defaults: "on" }, "off-in-kernel", /firmware update/],
  ["IVRS, and yet off", { iommu: IVRS, cpu: "amd" }, "off-in-kernel", /firmware update/],
  [
    "IVRS, switched off",
    { iommu: IVRS, cpu: "amd", running: "amd_iommu=off" },
    "off-in-kernel",
    /remove amd_iommu/,
  ],
  [
    "IVRS, off token removed",
    { iommu: IVRS, cpu: "amd", running: "amd_iommu=off", configured: "quiet" },
    "pending-reboot",
    /reboot/,
  ],
];
test.for(cases)("%s", ([, facts, state, words]) => {
  const verdict = decideIommu({ kernel: kernelOf(facts), bootLoader: loaderOf(facts) });
  expect(verdict.state).toBe(state);
  expect(`${verdict.because}; ${verdict.next}`).toMatch(words);
  expect(verdict.next === undefined).toBe(state === "on");
});

describe("the tokens that are needed", () => {
  const address = parsePciAddress("0000:00:02.0");
  const graphics = address === undefined ? [] : [{ address, class: "030000", vendor: "8086" }];
  const needed: [name: string, facts: Case, functions: typeof graphics, expected: object][] = [
    ["Intel, off by default", { iommu: DMAR }, [], { intel_iommu: "on" }],
    ["Intel, default not known", { iommu: DMAR, defaults: "unknown" }, [], { intel_iommu: "on" }],
    ["Intel, on by default", { iommu: DMAR, defaults: "on" }, graphics, {}],
    ["Intel, on but for graphics", { iommu: DMAR, defaults: "on-except-integrated-graphics" }, [], {}],
    [
      "Intel, on but for graphics, which are wanted",
      { iommu: DMAR, defaults: "on-except-integrated-graphics" },
      graphics,
      { intel_iommu: "on" },
    ],
    ["an AMD CPU with a DMAR table", { iommu: DMAR, cpu: "amd" }, [], { intel_iommu: "on" }],
    ["AMD", { iommu: IVRS, cpu: "amd" }, [], {}],
    ["an Intel CPU, table not seen yet", {}, [], { intel_iommu: "on" }],
    ["an AMD CPU, table not seen yet", { cpu: "amd" }, [], {}],
  ];
  test.for(needed)("%s", ([, facts, functions, expected]) => {
    expect(iommuTokens(kernelOf(facts), functions)).toEqual(expected);
  });
});
