import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../host/errors.ts";
import { requireUnused } from "../../host/guest/device-users.ts";
import { describePlan } from "../../host/kernel/describe.ts";
import { planBoot } from "../../host/kernel/plan.ts";
import { NotSettled, type Settled, settleBoot } from "../../host/kernel/settle.ts";
import { undoBoot } from "../../host/kernel/undo.ts";
import { type OperationContext, PartlyDone, type PropertyChange, type ResourceType } from "../resource.ts";
import { completeInputs, wantedOf } from "./host-kernel-inputs.ts";
import { type Inputs, inputs, outputs, type State } from "./host-kernel-properties.ts";
import { expectedState, foundInputs, foundState } from "./host-kernel-state.ts";

const ID = "host-kernel";

/** How the host boots: one transaction of command line, files, overlay initrd and bound functions. */
export const hostKernel: ResourceType<Inputs, State> = {
  name: "HostKernel",
  description:
    "How the host boots: kernel arguments, module options and the PCI functions that vfio-pci holds, staged together, with at most one reboot, and verified. " +
    "One per host. Deleting gives the host back as it was.",
  inputs,
  outputs,
  check: completeInputs,
  diff: async (context, state, news) => {
    await showPlan(context, news);
    return changesBetween(state, news);
  },
  create: async (context, news, preview) => {
    if (preview) {
      await showPlan(context, news);
      return { id: "", state: await expectedState(context, news) };
    }
    return { id: ID, state: await bring(context, news, 0) };
  },
  read: async (context, _id, state) => {
    const facts = await context.host.observe();
    if (facts.managed.journal === undefined) return undefined;
    const found = foundInputs(facts, state);
    return {
      id: ID,
      inputs: found,
      state: foundState(facts, found, state?.reboots ?? 0, state?.originalDrivers),
    };
  },
  update: async (context, _id, state, news, preview) => {
    if (preview) return expectedState(context, news);
    return bring(context, news, state.reboots);
  },
  delete: async (context, _id, state) => {
    const addresses = Object.keys(state.functions ?? {});
    await requireNoUser(context, addresses);
    const { remarks, pending } = await undoBoot(context.host, addresses, optionsOf(context, state));
    if (remarks.length > 0) context.log("warning", remarks.join("\n"));
    if (pending.length > 0) {
      context.log(
        "warning",
        `The host boots as before again, but was not rebooted (reboot: manual):\n${pending.join("\n")}`,
      );
    }
  },
};

/** A domain that still has the functions keeps them bound. Where libvirt does not answer, nobody can start one either. */
async function requireNoUser({ host, log }: OperationContext, addresses: readonly string[]): Promise<void> {
  const { libvirt } = await host.observe();
  if (libvirt.state === "ready") requireUnused(libvirt.domains, addresses, (await host.connection()).host);
  if (libvirt.state === "unreachable") {
    log("warning", `Whether a domain uses the functions could not be told: ${libvirt.reason}`);
  }
}

/** The plan in words, under the resource's diagnostics. */
async function showPlan(context: OperationContext, news: Inputs): Promise<void> {
  const facts = await context.host.observe();
  const wanted = wantedOf(news);
  const changes = planBoot(facts, wanted);
  if (changes.length === 0) return;
  const waits = changes.every(({ kind }) => kind === "reboot") && news.reboot === "manual";
  const endangered = changes.some((change) => change.kind === "overlay" && change.endangersBoot === true);
  context.log(
    waits || endangered ? "warning" : "info",
    describePlan(changes, wanted, facts.pci, news.reboot),
  );
}

/** Brings the host there; what was begun and not ended keeps its state. */
async function bring(context: OperationContext, news: Inputs, reboots: number): Promise<State> {
  let settled: Settled;
  try {
    settled = await settleBoot(context.host, wantedOf(news), optionsOf(context, news));
  } catch (error) {
    if (!(error instanceof NotSettled)) throw error;
    throw new PartlyDone({
      id: ID,
      state: pendingState(news, reboots, error),
      reasons: [messageOf(error)],
      cause: error,
    });
  }
  const { rebooted, pending } = settled;
  if (pending.length > 0) {
    const because = pending.map((reason) => `reboot required: because ${reason}`);
    context.log("warning", `${because.join("\n")}\nReboot the host when it suits, or set reboot to "auto".`);
  }
  const facts = await context.host.observe();
  return foundState(facts, news, reboots + (rebooted === undefined ? 0 : 1));
}

/** What is kept of a transaction that was not completed: nothing but what was asked for is known now. */
function pendingState(news: Inputs, reboots: number, error: unknown): State {
  return {
    ...news,
    addresses: Object.keys(news.functions ?? {}).sort(),
    rebootRequired: true,
    rebootReasons: [messageOf(error).split("\n")[0] ?? ""],
    bootedWith: "",
    overlayHash: "",
    iommu: "unknown",
    reboots,
    originalDrivers: {},
  };
}

function optionsOf(context: OperationContext, { reboot, rebootTimeout }: Inputs) {
  return {
    reboot,
    rebootTimeoutMs: rebootTimeout * 1_000,
    signal: context.signal,
    onStep: (step: string) => context.status(step),
  };
}

/** Property by property, entries of maps by themselves, so that previews name the argument or the file. */
function changesBetween(state: State, news: Inputs): readonly PropertyChange[] {
  const { commandLine, files, functions, overlay, ...declared } = news;
  const old: Readonly<Record<string, unknown>> = { ...state };
  const plain = Object.entries(declared).filter(([name, value]) => !isDeepStrictEqual(old[name], value));
  const pending = news.reboot === "auto" && state.rebootRequired;
  return [
    ...plain.map(([path]) => ({ path, kind: "update" as const })),
    ...mapChanges("commandLine", state.commandLine, commandLine),
    ...mapChanges("files", state.files ?? {}, files ?? {}),
    ...mapChanges("functions", state.functions ?? {}, functions ?? {}),
    ...mapChanges("overlay", { ...state.overlay }, { ...overlay }),
    ...(pending ? [{ path: "rebootRequired", kind: "update" as const }] : []),
  ];
}

function mapChanges(
  name: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly PropertyChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
    if (isDeepStrictEqual(before[key], after[key])) return [];
    const kind = before[key] === undefined ? "add" : after[key] === undefined ? "delete" : "update";
    const path = /^[A-Za-z_]\w*$/.test(key) ? `${name}.${key}` : `${name}[${JSON.stringify(key)}]`;
    return [{ path, kind }];
  });
}
