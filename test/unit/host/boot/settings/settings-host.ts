import type { SettingsFacts } from "../../../../../host/boot/settings/setting-facts.ts";
import { contributionOf, type KernelSettings } from "../../../../../host/boot/settings/settings.ts";
import type { CpuFacts, InstalledKernel, KernelFacts } from "../../../../../host/model/facts/kernel.ts";
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
  readonly patch?: SettingsFacts["acsPatch"];
}

function factsOf({
  cpu = {},
  memory = 16 * GIB,
  kernels = [{}],
  menu = "",
  ours,
  patch,
}: Host): SettingsFacts {
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
    acsPatch: patch,
  };
}

/** What settings add on such a host. */
export const line = (settings: KernelSettings, host: Host = {}) => contributionOf(settings, factsOf(host));
