import type { SettingFacts } from "../../../../../host/boot/contribution/setting.ts";
import type { AcsPatch } from "../../../../../host/boot/settings/acs-override.ts";
import { contributionOf, type KernelSettings } from "../../../../../host/boot/settings/kernel-settings.ts";
import type { CpuFacts, InstalledKernel, KernelFacts } from "../../../../../host/model/facts/kernel-facts.ts";
import { entries, freshHost, labObservation } from "../lab-host.ts";

/** Bytes. */
export const GIB = 2 ** 30;
const lab = labObservation(freshHost());

/** How a host differs from the lab workstation with eight processors. */
export interface Host {
  readonly cpu?: Partial<CpuFacts>;
  readonly memory?: number;
  readonly kernels?: readonly Partial<InstalledKernel>[];
  readonly menu?: string;
  readonly ours?: readonly string[];
  readonly patch?: AcsPatch;
}

function factsOf({ cpu = {}, memory = 16 * GIB, kernels = [{}], menu = "", ours }: Host): SettingFacts {
  const installed = kernels.map((kernel, at) => ({
    release: `6.${at}`,
    image: `/boot/vmlinuz-6.${at}`,
    vfioPci: "module" as const,
    kvm: "module" as const,
    intelIommuDefault: "on" as const,
    ...kernel,
  }));
  const processors = [0, 1, 2, 3, 4, 5, 6, 7];
  const kernel: KernelFacts = {
    ...lab.kernel,
    installed,
    memoryBytes: memory,
    cpu: { ...lab.kernel.cpu, processors, gigabytePages: true, ...cpu },
  };
  const journal = ours === undefined ? undefined : { files: [], tokens: ours, drivers: {} };
  return {
    kernel,
    managed: { ...lab.managed, journal },
    bootLoader: { entries: entries(menu, []) },
    pci: lab.pci,
    sysctl: lab.sysctl,
    functions: [],
  };
}

/** What settings add on such a host. Its kernels have the ACS patch as the host says. */
export const line = (settings: KernelSettings, host: Host = {}) =>
  contributionOf(settings, factsOf(host), async ({ parse }) =>
    parse({ code: 0, stdout: symbolsOf(host.patch), stderr: "" }),
  );

/** What the reader of the patch prints for kernels with and without it. */
function symbolsOf(patch: AcsPatch = {}): string {
  const lines = Object.entries(patch).map(
    ([release, has]) => `/boot/System.map-${release}: ${has ? "pcie_acs_overrides" : "pci_acs_enabled"}`,
  );
  return lines.join("\n");
}
