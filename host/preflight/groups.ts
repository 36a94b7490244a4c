import { describeDevices } from "../pci/describe-devices.ts";
import { leftBehind } from "../pci/guard.ts";
import type { Topic } from "./check.ts";
import { guarded } from "./guarded.ts";

const title = "The IOMMU groups can be given to a guest";
const known = guarded({
  id: "group-viable",
  title,
  no: ["no-group", "group-not-viable"],
  evidence: "every other member is a bridge, or has no driver that would be in the way",
});

/** Whether the groups are viable, by the kernel's own rule; unknown while the IOMMU is off. */
export const groups: Topic = (facts, wanted) => {
  if (facts.kernel.iommu.groups > 0) return known(facts, wanted);
  return [
    {
      id: "group-viable",
      title,
      answer: "unknown",
      weight: "soft",
      evidence:
        "The IOMMU is not on, so the IOMMU groups are unknown: whether they are viable shows after the reboot",
      next: "with reboot: auto they are looked at right after it, else by the next run",
    },
  ];
};

export const bridges: Topic = guarded({
  id: "no-bridge",
  title: "No bridge is passed through",
  no: ["bridge"],
  evidence: "all are endpoints",
});

/** Whether the guest gets the whole card: a sound or USB function that stays behind is usually forgotten. */
export const wholeCard: Topic = ({ pci }, { functions }) => {
  const common = { id: "whole-card", title: "No function of the card stays behind", weight: "soft" } as const;
  const left = leftBehind(functions, pci);
  if (left.length === 0)
    return [{ ...common, answer: "yes", evidence: "all functions of its slot are named" }];
  const evidence = `these functions of the card stay with the host\n${describeDevices(left)}`;
  const next = "name the slot instead of the function, unless that is meant";
  return [{ ...common, answer: "no", evidence, next }];
};
