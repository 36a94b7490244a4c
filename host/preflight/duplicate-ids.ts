import { describeDevices } from "../pci/describe-devices.ts";
import type { Topic } from "./check.ts";

/**
 * Functions that stay with the host and have the ids of one that does not. Their addresses tell them apart,
 * so there is nothing to do.
 */
export const duplicateIds: Topic = ({ pci }, { functions }) => {
  const common = {
    id: "own-ids",
    title: "No function of the host has the same ids",
    weight: "soft",
  } as const;
  const idsOf = ({ vendor, device }: { vendor: string; device: string }) => `${vendor}:${device}`;
  const ids = new Set(functions.map(idsOf));
  const twins = pci.filter((device) => !functions.includes(device) && ids.has(idsOf(device)));
  if (twins.length === 0) return [{ ...common, answer: "yes", evidence: [...ids].join(", ") }];
  const evidence = `these stay with the host, as functions are bound by address, not by ids\n${describeDevices(twins)}`;
  return [{ ...common, answer: "no", evidence }];
};
