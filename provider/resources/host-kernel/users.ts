import type { BootChange } from "../../../host/boot/parts/parts.ts";
import { rebootReasons } from "../../../host/boot/parts/reboot.ts";
import { releasedFunctions } from "../../../host/boot/plan/released-functions.ts";
import { deviceUsers, requireUnused } from "../../../host/libvirt/domain/device-users.ts";
import { isActive } from "../../../host/model/facts/libvirt-facts.ts";
import type { Observation } from "../../../host/model/facts/observation.ts";
import type { OperationContext } from "../../contract/resource.ts";
import type { Inputs } from "./schema.ts";

/**
 * A domain that still has the functions keeps them bound. Where libvirt does not answer, nobody can start one
 * either.
 */
export async function requireNoUser(
  { host, log }: OperationContext,
  addresses: readonly string[],
): Promise<void> {
  const { libvirt } = await host.observe();
  if (libvirt.state === "ready") requireUnused(libvirt.domains, addresses, (await host.connection()).host);
  if (libvirt.state === "unreachable") {
    log("warning", `It is unknown whether a domain uses the functions: ${libvirt.reason}`);
  }
}

/**
 * Says which domains a change would take by surprise: those that have a function that is given up, and those
 * that a reboot would end.
 */
export function warnOfUsers(
  context: OperationContext,
  facts: Observation,
  news: Inputs,
  changes: readonly BootChange[],
): void {
  const domains = facts.libvirt.state === "ready" ? facts.libvirt.domains : [];
  for (const user of deviceUsers(domains, givenUp(facts, news))) {
    context.log(
      "warning",
      `${user.addresses.join(", ")} goes back to the host, and domain ${user.domain} has it: it takes the function from the host's driver when it starts`,
    );
  }
  const guests = domains.filter(isActive);
  if (guests.length > 0 && news.reboot === "auto" && rebootReasons(changes).length > 0) {
    context.log(
      "warning",
      `the reboot ends guests that run now: ${guests.map(({ name }) => name).join(", ")}`,
    );
  }
}

/** The functions that were bound and are not wanted any more. */
function givenUp(facts: Observation, { functions = {} }: Inputs): readonly string[] {
  const kept = facts.pci.filter(({ address }) => functions[address] !== undefined);
  return releasedFunctions(facts, kept).map(({ address }) => address);
}
