import type { BootChange } from "../../../host/boot/parts/parts.ts";
import { rebootReasons } from "../../../host/boot/parts/reboot.ts";
import { describeDangers, describePlan, describeWaiting } from "../../../host/boot/plan/describe-plan.ts";
import { planBoot } from "../../../host/boot/plan/plan-boot.ts";
import { type Settled, settleBoot } from "../../../host/boot/settle.ts";
import { NotSettled } from "../../../host/boot/transaction/not-settled.ts";
import { trialOfChange } from "../../../host/boot/trial/compose-trial.ts";
import { describeReboot, rebootInShort } from "../../../host/boot/trial/describe-reboot.ts";
import { rebootOf } from "../../../host/boot/trial/plan-trial.ts";
import { trialFiles } from "../../../host/boot/trial/trial-files.ts";
import { undoBoot } from "../../../host/boot/undo.ts";
import { chooseBinding } from "../../../host/boot/wanted/binding.ts";
import { messageOf } from "../../../host/model/errors.ts";
import { type OperationContext, PartlyDone, type ResourceType } from "../../contract/resource.ts";
import { completeInputs, filledFrom, wantedOf } from "./complete.ts";
import { changesBetween } from "./diff.ts";
import { expectedState, foundState } from "./found.ts";
import { ID, readBoot } from "./read.ts";
import { description, type Inputs, inputs, outputs, type State } from "./schema.ts";
import { requireNoUser, warnOfUsers } from "./users.ts";

/** How the host boots: one transaction of command line, files, overlay initrd and bound functions. */
export const hostKernel: ResourceType<Inputs, State> = {
  name: "HostKernel",
  description,
  inputs,
  outputs,
  check: completeInputs,
  diff: async (context, state, given) => {
    const news = filledFrom(state, given);
    const plan = planBoot(await context.host.observe(), wantedOf(news));
    const changes = changesBetween(state, news, plan);
    // With a change an update follows, which says what waits when it has ended.
    if (changes.length > 0) await showPlan(context, news, plan);
    else warnOfWaiting(context, rebootReasons(plan));
    return changes;
  },
  create: async (context, news, preview) => {
    if (preview) {
      await showPlan(context, news, planBoot(await context.host.observe(), wantedOf(news)));
      return { id: "", state: await expectedState(context, news) };
    }
    return { id: ID, state: await bring(context, news, 0) };
  },
  read: (context, _id, state) => readBoot(context, state),
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

/** Shows the plan in words under the resource's diagnostics. */
async function showPlan(
  context: OperationContext,
  news: Inputs,
  changes: readonly BootChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const facts = await context.host.observe();
  const wanted = wantedOf(news);
  const functions = facts.pci.filter(({ address }) => wanted.functions[address] !== undefined);
  const { because } = chooseBinding(news.binding, facts, functions);
  const reboot = rebootOf(facts, changes, news);
  const { host } = await context.host.connection();
  const files = reboot?.kind === "trial" ? trialFiles(trialOfChange(host, facts, wanted, reboot, [])) : [];
  const how = reboot && { short: rebootInShort(reboot), lines: describeReboot(reboot, files) };
  const text = describePlan(changes, wanted, facts, { host, reboot: news.reboot, binding: because, how });
  const endangered = describeDangers(changes, wanted).length > 0;
  context.log(endangered ? "warning" : "info", text);
  warnOfUsers(context, facts, news, changes);
}

function warnOfWaiting(context: OperationContext, because: readonly string[]): void {
  const text = describeWaiting(because);
  if (text !== undefined) context.log("warning", text);
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
  warnOfWaiting(context, pending);
  const facts = await context.host.observe();
  return foundState(facts, news, reboots + (rebooted === undefined ? 0 : 1));
}

/** What is kept of a transaction that was not completed: nothing but what was asked for is known now. */
function pendingState(news: Inputs, reboots: number, error: unknown): State {
  const { functions, files } = wantedOf(news);
  return {
    ...news,
    functions,
    files,
    addresses: Object.keys(functions).sort(),
    rebootRequired: true,
    rebootReasons: [messageOf(error).split("\n")[0] ?? ""],
    bootedWith: "",
    overlayHash: "",
    iommu: "unknown",
    reboots,
    originalDrivers: {},
  };
}

function optionsOf(
  context: OperationContext,
  { reboot, rebootTimeout, allowUnprotectedReboot = false, allowUnprovenBaseline = false }: Inputs,
) {
  return {
    reboot,
    allowUnprotectedReboot,
    allowUnprovenBaseline,
    rebootTimeoutMs: rebootTimeout * 1_000,
    signal: context.signal,
    onStep: (step: string) => context.status(step),
  };
}
