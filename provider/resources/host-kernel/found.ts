import { UNSAFE_INTERRUPTS } from "../../../host/boot/decide-boot.ts";
import { rebootReasons } from "../../../host/boot/parts/reboot.ts";
import { foundBoot, writtenTargets } from "../../../host/boot/plan/found-boot.ts";
import { planBoot } from "../../../host/boot/plan/plan-boot.ts";
import { foundSettings, settingsAmong } from "../../../host/boot/settings/kernel-settings.ts";
import { parseModuleOptions } from "../../../host/boot/wanted/module-options.ts";
import type { WantedBoot } from "../../../host/model/boot/wanted-boot.ts";
import { ownedName } from "../../../host/model/command-line/arguments.ts";
import type { BindTarget } from "../../../host/model/command-line/bind-token.ts";
import { bindsByIds, IDS, LOAD_EARLY } from "../../../host/model/command-line/ids-token.ts";
import type { Observation } from "../../../host/model/facts/observation.ts";
import { paths } from "../../../host/model/managed-paths.ts";
import { guardFunctions } from "../../../host/pci/guard.ts";
import { decideIommu } from "../../../host/pci/iommu-verdict.ts";
import type { OperationContext } from "../../contract/resource.ts";
import { deliveryOf, wantedOf } from "./complete.ts";
import type { Inputs, State } from "./schema.ts";

/** The state after an apply or a read: what was declared, what is on the host, and what follows. */
export function foundState(
  facts: Observation,
  news: Inputs,
  reboots: number,
  drivers: Readonly<Record<string, string>> = {},
): State {
  const found = foundBoot(facts);
  const because = rebootReasons(planBoot(facts, wantedOf(news)));
  const { overlay: _, images: __, ...declared } = news;
  return {
    ...declared,
    functions: { ...found.functions },
    commandLine: { ...found.commandLine },
    files: { ...found.files },
    ...deliveryOf(found),
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

/**
 * The inputs that describe what is on the host; what was declared is taken from the last state. Without one,
 * as in an import, it is worked out from what was written: a consent that the functions need was given when
 * they were bound.
 */
export function foundInputs(facts: Observation, state: State | undefined): Inputs {
  const { functions: _, commandLine, files, ...delivery } = foundBoot(facts);
  const targets = writtenTargets(facts);
  const addresses = targets.map(({ address }) => address);
  const functions = Object.fromEntries(targets.map(({ address, ids }) => [address as string, ids]));
  const consents = state ?? foundConsents(facts, targets);
  return {
    devices: state?.devices ?? addresses.sort().map((address) => ({ kind: "function", address })),
    allowBootDisplay: consents.allowBootDisplay,
    allowUnknownLifelines: consents.allowUnknownLifelines,
    allowDisplayInUse: state?.allowDisplayInUse ?? false,
    allowUnsafeInterrupts:
      state?.allowUnsafeInterrupts ?? Object.keys(UNSAFE_INTERRUPTS).every((name) => name in commandLine),
    modprobe: state?.modprobe ?? parseModuleOptions(files[paths.modprobe] ?? ""),
    binding: state?.binding ?? foundBinding(commandLine, delivery),
    iommuPassthrough: state?.iommuPassthrough ?? commandLine.iommu === "pt",
    ...(state === undefined ? foundSettings({ files, commandLine }) : settingsAmong(state)),
    reboot: state?.reboot ?? "manual",
    rebootTimeout: state?.rebootTimeout ?? 600,
    allowUnprotectedReboot: state?.allowUnprotectedReboot ?? false,
    allowUnprovenBaseline: state?.allowUnprovenBaseline ?? false,
    functions,
    commandLine: { ...commandLine },
    files: { ...files },
    ...deliveryOf(delivery),
  };
}

/** How the functions are bound, in an import. */
function foundBinding(
  commandLine: WantedBoot["commandLine"],
  { images }: Pick<WantedBoot, "images">,
): Inputs["binding"] {
  if (bindsByIds(commandLine)) return "ids";
  return images === undefined ? "auto" : "rebuild";
}

/**
 * Inputs as the user would declare them: without what is worked out, so that an import shows a host that has
 * drifted, and is not refused.
 */
export function declaredOf({
  functions: _,
  files: __,
  overlay: ___,
  images: ____,
  commandLine,
  ...declared
}: Inputs): Inputs {
  const byIds = bindsByIds(commandLine) ? [IDS, ...Object.keys(LOAD_EARLY)] : [];
  const own = Object.entries(commandLine).filter(
    ([name]) => ownedName(name) === undefined && !byIds.includes(name),
  );
  return { ...declared, commandLine: Object.fromEntries(own) };
}

function foundConsents(facts: Observation, targets: readonly BindTarget[]) {
  const bound = facts.pci.filter((device) => targets.some(({ address }) => address === device.address));
  const codes = guardFunctions(bound, facts).refusals.map(({ code }) => code);
  const display = codes.some((code) =>
    ["boot-display", "boot-display-unknown", "only-display"].includes(code),
  );
  return {
    allowBootDisplay: display || targets.some((target) => target.display),
    allowUnknownLifelines: codes.includes("lifeline-unknown"),
  };
}

/** What a preview knows of the outcome. */
export async function expectedState(context: OperationContext, news: Inputs): Promise<Partial<State>> {
  const facts = await context.host.observe();
  const reboot = rebootReasons(planBoot(facts, wantedOf(news))).length > 0;
  return {
    ...news,
    overlay: news.overlay,
    images: news.images,
    addresses: Object.keys(news.functions ?? {}).sort(),
    rebootRequired: reboot && news.reboot === "manual",
  };
}
