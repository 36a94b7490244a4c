import type { DomainPlan } from "../../../host/libvirt/domain/domain-plan.ts";
import { compareProperties } from "../../contract/compare-properties.ts";
import type { OperationContext, PropertyChange } from "../../contract/resource.ts";
import { byUuid, decide, look } from "./decide.ts";
import type { DomainInputs, DomainState } from "./schema.ts";

/**
 * The changes of a domain: what is declared otherwise, and what the plan would do. That it awaits a reboot is
 * no change on its own.
 */
export async function domainChanges(
  context: OperationContext,
  state: DomainState,
  news: DomainInputs,
): Promise<readonly PropertyChange[]> {
  const declared = compareProperties(state, news, {
    name: { replace: true },
    power: {},
    autostart: {},
    restart: {},
    shutdownTimeout: {},
    keepHostAwake: {},
    deleteNvram: {},
  });
  const replaced = news.uuid !== undefined && news.uuid !== state.domainUuid;
  const own: readonly PropertyChange[] = replaced ? [{ path: "uuid", kind: "update", replace: true }] : [];
  const { inventory } = await look(context, true);
  const existing = byUuid(inventory, state.domainUuid);
  if (existing === undefined) return [...declared, ...own];
  const { plan } = await decide(context, news, state, existing, true);
  const changes = declared.filter(({ path }) => path !== "power" || !isOffUntilReboot(plan, state));
  const fresh = planned(plan, state).filter((path) => !changes.some((change) => change.path === path));
  return [...changes, ...own, ...fresh.map((path): PropertyChange => ({ path, kind: "update" }))];
}

/** Properties that the plan would change. */
function planned(plan: DomainPlan, state: DomainState): readonly string[] {
  const paths = new Set<string>(plan.differences.map(({ property }) => property));
  if (plan.power === "restart") paths.add("pendingRestart");
  if (plan.power === "start" || plan.power === "shutdown") paths.add("power");
  if (plan.startsAfterReboot && !isTold(state)) paths.add("waitingFor");
  return [...paths];
}

/**
 * `read` has found it off, which an update has told and cannot change before the reboot. The user's own
 * change of `power` is not of that kind.
 */
function isOffUntilReboot(plan: DomainPlan, state: DomainState): boolean {
  return plan.startsAfterReboot && state.power === "off" && isTold(state);
}

function isTold({ waitingFor }: DomainState): boolean {
  return waitingFor.length > 0;
}
