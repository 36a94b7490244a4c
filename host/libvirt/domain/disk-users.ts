import { type DomainFacts, isActive } from "../../model/facts/libvirt-facts.ts";
import type { XmlElement } from "../../model/xml/xml.ts";
import { childrenOf, find } from "../../model/xml/xml-lookup.ts";

/** A domain that has a file as a disk. */
export interface DiskUser {
  readonly domain: string;
  readonly uuid: string;
  /** Name of the disk in the guest's definition (`vda`). */
  readonly target: string;
  /** Whether a QEMU process has it open. */
  readonly active: boolean;
}

/** Every domain whose running or next incarnation has that file as a disk or below one. */
export function usersOf(domains: readonly DomainFacts[], path: string): readonly DiskUser[] {
  return domains.flatMap((domain) => {
    const live = isActive(domain) ? targetOf(domain.live ?? domain.inactive, path) : undefined;
    const target = live ?? targetOf(domain.inactive, path);
    if (target === undefined) return [];
    return [{ domain: domain.name, uuid: domain.uuid, target, active: live !== undefined }];
  });
}

function targetOf(definition: XmlElement, path: string): string | undefined {
  const disk = childrenOf(find(definition, "devices"), "disk").find((candidate) => mentions(candidate, path));
  return disk === undefined ? undefined : (find(disk, "target")?.attributes.dev ?? "");
}

/** A disk's own file or one of the images below it. */
function mentions(part: XmlElement, path: string): boolean {
  return part.attributes.file === path || part.children.some((child) => mentions(child, path));
}
