import { requireAwake } from "../../../host/libvirt/domain/awake.ts";
import {
  defineDomain,
  setAutostart,
  shutdownDomain,
  startDomain,
  startNetwork,
} from "../../../host/libvirt/domain/domain-apply.ts";
import type { DomainPlan } from "../../../host/libvirt/domain/domain-plan.ts";
import { clearStaleMemory } from "../../../host/libvirt/domain/shared-memory.ts";
import { planSleepBlock } from "../../../host/libvirt/domain/sleep-block.ts";
import { bringSleepBlock } from "../../../host/libvirt/domain/sleep-block-apply.ts";
import { messageOf } from "../../../host/model/errors.ts";
import type { HostConnection } from "../../../host/model/host-connection.ts";
import type { OperationContext } from "../../contract/resource.ts";
import type { DomainInputs } from "./schema.ts";

/** What came of a plan. */
export interface Outcome {
  readonly uuid: string;
  /** Whether it was started now. */
  readonly started: boolean;
  /** Why it could not be started. */
  readonly waitingFor: readonly string[];
  /** What did not work after the domain was defined: it exists, and is not as it should be. */
  readonly failure?: { readonly reason: string; readonly cause: unknown } | undefined;
}

/**
 * Carries a plan out. Throws only while nothing was changed: later failures are part of the outcome, so that
 * the domain is not forgotten.
 */
export async function carryOut(
  { host, signal, status, log }: OperationContext,
  plan: DomainPlan,
  inputs: DomainInputs,
): Promise<Outcome> {
  const connection = await host.connection();
  const { name } = inputs;
  const { sleepBlocks } = await host.observe();
  const plannedSleepBlock = planSleepBlock(
    sleepBlocks[plan.existing?.uuid ?? ""],
    name,
    inputs.keepHostAwake,
  );
  try {
    const existing = plan.existing?.uuid ?? "";
    const uuid = plan.define ? await defineDomain(connection, name, plan.definition, signal) : existing;
    try {
      if (plan.autostart !== undefined) await setAutostart(connection, uuid, plan.autostart, signal);
      await bringSleepBlock(connection, plannedSleepBlock, { uuid, name }, signal);
      const started = await bringToPower({ connection, plan, uuid, inputs, signal, status });
      if (!started && plan.blocked.length > 0) {
        log("warning", [notStarted(name, plan), ...plan.blocked].join("\n"));
      }
      return { uuid, started, waitingFor: plan.blocked };
    } catch (cause) {
      return { uuid, started: false, waitingFor: [], failure: { reason: messageOf(cause), cause } };
    }
  } finally {
    host.changed();
  }
}

function notStarted(name: string, { startsAfterReboot }: DomainPlan): string {
  return startsAfterReboot
    ? `The domain ${name} is defined and waits for the host's reboot; the first \`pulumi up\` after it starts it:`
    : `The domain ${name} is defined and was not started:`;
}

interface PowerStep {
  readonly connection: HostConnection;
  readonly plan: DomainPlan;
  readonly uuid: string;
  readonly inputs: DomainInputs;
  readonly signal: AbortSignal;
  readonly status: (message: string) => void;
}

async function bringToPower({ connection, plan, uuid, inputs, signal, status }: PowerStep): Promise<boolean> {
  const { name, shutdownTimeout: seconds } = inputs;
  const starts = plan.power === "start" || plan.power === "restart";
  if (plan.power === undefined || (starts && plan.blocked.length > 0)) return false;
  if (plan.power !== "start") {
    status(`waiting for ${name} to shut down (up to ${seconds} s)`);
    if (!(await shutdownDomain(connection, { uuid, name, seconds }, signal))) {
      throw new Error(
        `The guest ${name} did not shut down within ${seconds} s; it goes on running. Shut it down, then run this again.`,
      );
    }
  }
  if (!starts) return false;
  const functions = inputs.hostdevs.map((device) => (typeof device === "string" ? device : device.address));
  await requireAwake(connection, name, functions, signal);
  for (const network of plan.startNetworks) await startNetwork(connection, network, signal);
  await clearStaleMemory(connection, inputs.sharedMemory, signal);
  status(`starting ${name}`);
  await startDomain(connection, { uuid, name }, signal);
  return true;
}
