import type { Topic } from "./check.ts";
import { guarded } from "./guarded.ts";

/**
 * Nobody can allow these: the host could not be reached, or not run, and nothing would be left to undo it
 * with.
 */
export const network: Topic = guarded({
  id: "ssh-network",
  title: "The network function of this SSH session stays with the host",
  no: ["ssh-network"],
  evidence: "it is none of these functions",
});

export const disks: Topic = guarded({
  id: "system-disk",
  title: "The disks in use stay with the host",
  no: ["system-disk"],
  evidence: "none is on these functions",
});

export const sharedGroups: Topic = guarded({
  id: "group-lifeline",
  title: "Their IOMMU groups hold nothing that the host lives on",
  no: ["group-has-lifeline"],
  evidence: "neither the SSH session's network function nor a disk in use is in them",
});

export const knownLifelines: Topic = guarded({
  id: "lifelines-known",
  title: "What the host lives on is known",
  no: [],
  unknown: ["lifeline-unknown"],
  override: "allowUnknownLifelines",
  evidence: "the SSH session and the disks in use were followed to their functions",
});
