import { foundBoot, writtenTargets } from "../../host/kernel/found.ts";
import { decideIommu } from "../../host/kernel/iommu.ts";
import { planBoot } from "../../host/kernel/plan.ts";
import type { Observation } from "../../host/observation.ts";
import type { OperationContext } from "../resource.ts";
import { wantedOf } from "./host-kernel-inputs.ts";
import type { Inputs, State } from "./host-kernel-properties.ts";

/** The state after an apply or a read: what was declared, what is on the host, and what follows. */
export function foundState(
  facts: Observation,
  news: Inputs,
  reboots: number,
  drivers: Readonly<Record<string, string>> = {},
): State {
  const found = foundBoot(facts);
  const because = planBoot(facts, { ...wantedOf(news) }).flatMap((step) =>
    step.kind === "reboot" ? step.because : [],
  );
  return {
    ...news,
    functions: { ...found.functions },
    commandLine: { ...found.commandLine },
    files: { ...found.files },
    overlay: found.overlay,
    addresses: Object.keys(found.functions).sort(),
    rebootRequired: because.length > 0,
    rebootReasons: [...because],
    bootedWith: facts.kernel.commandLine,
    overlayHash: facts.managed.overlay?.sha256 ?? "",
    iommu: decideIommu(facts).state,
    reboots,
    originalDrivers: { ...drivers, ...facts.managed.journal?.drivers },
  };
}

/** The inputs that describe what is on the host; what was declared is taken from the last state, if there is one. */
export function foundInputs(facts: Observation, state: State | undefined): Inputs {
  const { functions: _, commandLine, files, overlay } = foundBoot(facts);
  const functions = Object.fromEntries(
    writtenTargets(facts).map(({ address, ids }) => [address as string, ids]),
  );
  return {
    devices: state?.devices ?? Object.keys(functions).sort(),
    allowBootDisplay: state?.allowBootDisplay ?? writtenTargets(facts).some(({ display }) => display),
    allowUnknownLifelines: state?.allowUnknownLifelines ?? false,
    modprobe: state?.modprobe ?? {},
    iommuPassthrough: state?.iommuPassthrough ?? commandLine.iommu === "pt",
    reboot: state?.reboot ?? "manual",
    rebootTimeout: state?.rebootTimeout ?? 600,
    functions,
    commandLine: { ...commandLine },
    files: { ...files },
    overlay,
  };
}

/** What a preview knows of the outcome. */
export async function expectedState(context: OperationContext, news: Inputs): Promise<Partial<State>> {
  const facts = await context.host.observe();
  const reboot = planBoot(facts, wantedOf(news)).some(({ kind }) => kind === "reboot");
  return {
    ...news,
    addresses: Object.keys(news.functions ?? {}).sort(),
    rebootRequired: reboot && news.reboot === "manual",
  };
}
