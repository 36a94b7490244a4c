import { renderByteSize } from "../../model/byte-size.ts";
import type { DomainWish } from "../../model/domain-wish.ts";
import type { DomainPlan } from "./domain-plan.ts";

/** The plan in words, one line per step; empty when nothing differs. */
export function describeDomainPlan(plan: DomainPlan, wish: DomainWish): readonly string[] {
  const { name } = wish;
  return [
    ...(plan.existing === undefined ? describeNew(wish) : []),
    ...(plan.existing !== undefined && plan.define ? describeChange(plan, name) : []),
    ...(plan.autostart === "enable" ? [`let domain ${name} start with libvirt`] : []),
    ...(plan.autostart === "disable" ? [`do not let domain ${name} start with libvirt any more`] : []),
    ...plan.startNetworks.map((network) => `start the virtual network ${network}, which the guest needs`),
    ...(plan.power === undefined ? [] : [POWER[plan.power](name)]),
    ...(plan.startsAfterReboot
      ? [`start domain ${name} with the first \`pulumi up\` after the host's reboot`]
      : []),
    ...plan.blocked.map((reason) => `  it can only start when this has changed: ${reason}`),
    ...(plan.pendingRestart
      ? [`domain ${name} goes on running with its old definition until it is restarted`]
      : []),
  ];
}

const POWER: Readonly<Record<"start" | "shutdown" | "restart", (name: string) => string>> = {
  start: (name) => `start domain ${name}`,
  shutdown: (name) => `shut domain ${name} down`,
  restart: (name) => `shut domain ${name} down and start it with the new definition`,
};

function describeNew(wish: DomainWish): readonly string[] {
  const type = wish.virtType === "kvm" ? "kvm" : "plain emulation (slow)";
  const firmware = `${wish.firmware}${wish.secureBoot ? " with secure boot" : ""}`;
  return [
    `define domain ${wish.name} (q35, ${firmware}, ${type}, ${wish.vcpus} vCPUs, ${renderByteSize(wish.memory)})`,
    ...wish.disks.map(({ target, file, format }) => `  disk ${target}: ${file} (${format})`),
    ...wish.networks.map(({ source, model }) => `  network card: ${Object.values(source)[0]} (${model})`),
    ...wish.hostdevs.map(({ address }) => `  PCI function ${address} of the host`),
    ...wish.sharedMemory.map((memory) => `  shared memory ${memory.name}: ${renderByteSize(memory.size)}`),
    ...(wish.addressBits === undefined
      ? []
      : [`  addresses limited to ${wish.addressBits} bits, because the IOMMU has no more`]),
  ];
}

function describeChange({ differences, existing }: DomainPlan, name: string): readonly string[] {
  const running = existing?.live === undefined ? "" : "; it goes on running meanwhile";
  return [
    `replace the definition of domain ${name}${running}`,
    ...differences.map(({ text }) => `  ${text}`),
  ];
}
