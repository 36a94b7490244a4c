import type { HostFacts } from "./host-facts-schema.ts";
import type { Distribution } from "./model/facts/kernel-facts.ts";
import type { LibvirtFacts } from "./model/facts/libvirt-facts.ts";
import type { Observation } from "./model/facts/observation.ts";
import type { PackageFacts } from "./model/facts/packages-facts.ts";
import { defaultPackages } from "./packages/default-packages.ts";
import { displayCards } from "./pci/cards.ts";
import { endpointsOf } from "./pci/display-functions.ts";
import { decideIommu, iommuTokens } from "./pci/iommu-verdict.ts";
import { preflight } from "./preflight/preflight.ts";

/** Turns everything that was read into the facts that users see. */
export function hostFacts(host: string, observation: Observation): HostFacts {
  const { kernel, bootLoader, initramfs, pci, lifelines, libvirt, packages } = observation;
  const { distribution, machine, cpu, memoryBytes, firmware, secureBoot, iommu } = kernel;
  const { running, installed, commandLine, bootId, uptimeSeconds } = kernel;
  const cards = displayCards({ pci, lifelines, kernel });
  return {
    host,
    distribution,
    machine,
    cpu,
    memoryBytes,
    firmware,
    secureBoot,
    kernel: {
      running,
      installed,
      commandLine,
      configuredCommandLine: bootLoader.defaultEntry?.commandLine,
      bootId,
      uptimeSeconds,
    },
    bootLoader: { name: bootLoader.loader, evidence: bootLoader.evidence },
    initramfs: initramfs.tool,
    iommu: {
      ...decideIommu(observation),
      neededTokens: iommuTokens(kernel),
      groups: iommu.groups,
      addressWidth: iommu.addressWidth,
    },
    devices: pci,
    cards,
    lifelines,
    preflight: Object.fromEntries(
      cards.map(({ slot }) => [slot, preflight(observation, { functions: endpointsOf(slot, pci) })]),
    ),
    virtualisation: virtualisationOf(libvirt),
    packages: packagesOf(packages, distribution),
  };
}

function virtualisationOf(libvirt: LibvirtFacts): HostFacts["virtualisation"] {
  if (libvirt.state !== "ready") return { libvirt: libvirt.state, firmware: [] };
  const { libvirtVersion, qemuVersion, capabilities } = libvirt;
  return {
    libvirt: "ready",
    libvirtVersion,
    qemuVersion,
    guestType: capabilities?.virtType,
    firmware: capabilities?.firmware ?? [],
  };
}

function packagesOf({ manager, installed }: PackageFacts, distribution: Distribution): HostFacts["packages"] {
  const needed = defaultPackages(distribution) ?? [];
  const found = needed.flatMap((name) => {
    const version = installed[name];
    return version === undefined ? [] : [[name, version] as const];
  });
  return {
    manager,
    installed: Object.fromEntries(found),
    missing: needed.filter((name) => installed[name] === undefined),
  };
}
