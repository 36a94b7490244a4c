import { HostError } from "../model/errors.ts";
import type { LibvirtFacts, LibvirtInventory } from "../model/facts/libvirt-facts.ts";

const NOTHING: LibvirtInventory = {
  state: "ready",
  libvirtVersion: "0.0.0",
  pools: [],
  volumes: [],
  domains: [],
  networks: [],
};

/**
 * What libvirt has, to act on it. Throws a HostError where it is not installed or gives no answer: neither
 * means "nothing there".
 */
export function requireInventory(facts: LibvirtFacts, host: string): LibvirtInventory {
  if (facts.state === "absent") {
    throw new HostError({
      what: "libvirt's client virsh is not installed",
      host,
      next: "declare a Packages resource and make this one depend on it, or install libvirt by hand",
    });
  }
  if (facts.state === "unreachable") throw unreachable(facts.reason, host);
  return facts;
}

/**
 * What libvirt has, for a preview: where it is not installed yet there is nothing, and it can be expected to
 * be there when it is needed. Throws a HostError when it is installed and gives no answer.
 */
export function expectedInventory(facts: LibvirtFacts, host: string): LibvirtInventory {
  if (facts.state === "absent") return NOTHING;
  return requireInventory(facts, host);
}

/** Why nothing can be said about what libvirt has; `undefined` when it can. */
export function blindness(facts: LibvirtFacts): string | undefined {
  if (facts.state === "absent")
    return "libvirt's client virsh is not installed (any more), so it could not be looked at";
  return undefined;
}

function unreachable(reason: string, host: string): HostError {
  return new HostError({
    what: "libvirt is installed and does not answer",
    host,
    expected: "virsh -c qemu:///system can list domains",
    found: reason,
    next: "look at `systemctl status libvirtd.socket libvirtd` (or virtqemud) on the host",
  });
}
