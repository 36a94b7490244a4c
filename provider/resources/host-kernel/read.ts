import { captured } from "../../../host/boot/undo.ts";
import { HostError } from "../../../host/model/errors.ts";
import type { Observation } from "../../../host/model/facts/observation.ts";
import { STATE_FOLDER } from "../../../host/model/managed-paths.ts";
import type { Found, OperationContext } from "../../contract/resource.ts";
import { declaredOf, foundInputs, foundState } from "./found.ts";
import { type Inputs, outputs, type State } from "./schema.ts";

/** There is one of it on a host. */
export const ID = "host-kernel";

/** The boot configuration as it is on the host; `undefined` when nothing of it is there. */
export async function readBoot(
  context: OperationContext,
  state: State | undefined,
): Promise<Found<Inputs, State> | undefined> {
  const facts = await context.host.observe();
  if (facts.managed.journal === undefined) return withoutJournal(context, facts, state);
  const found = foundInputs(facts, state);
  return {
    id: ID,
    inputs: state === undefined ? declaredOf(found) : found,
    state: foundState(facts, found, state?.reboots ?? 0, state?.originalDrivers),
  };
}

/**
 * Nothing says that we wrote anything: it is gone, unless something that we wrote is there. After an undo
 * that was stopped at its reboot, the state is kept until the running system is as before, too; a journal
 * that another program deleted is an error, because nobody could undo the rest.
 */
async function withoutJournal(
  context: OperationContext,
  facts: Observation,
  state: State | undefined,
): Promise<Found<Inputs, State> | undefined> {
  if (state === undefined) return undefined;
  const overlay = facts.managed.overlay?.path;
  const left = [...Object.keys(facts.managed.files), ...(overlay === undefined ? [] : [overlay])];
  if (left.length > 0) throw noJournal((await context.host.connection()).host, left);
  const ours = Object.keys(state.functions ?? {}).filter(
    (address) => state.originalDrivers[address] !== "vfio-pci",
  );
  const unfinished = captured(facts, ours).map((reason) => `undone, and not rebooted: ${reason}`);
  return unfinished.length === 0 ? undefined : { id: ID, inputs: inputsOf(state), state, unfinished };
}

function inputsOf(state: State): Inputs {
  const outside = Object.keys(outputs.shape);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !outside.includes(name))) as Inputs;
}

function noJournal(host: string, left: readonly string[]): HostError {
  return new HostError({
    what: "The journal of the boot configuration is gone, and files of it are there",
    host,
    expected: `${STATE_FOLDER}/journal`,
    found: left.join("\n"),
    next: "undo by hand as docs/recovery.md says (the boot menu before the overlay), then run this again",
  });
}
