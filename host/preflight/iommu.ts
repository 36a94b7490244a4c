import { decideIommu } from "../pci/iommu-verdict.ts";
import type { Check, Topic } from "./check.ts";

/** Whether the firmware announces an IOMMU: without, no boot configuration can help. */
export const firmwareIommu: Topic = (facts) => {
  const { tables, groups, tablesReadable } = facts.kernel.iommu;
  const common = { id: "firmware-iommu", title: "The firmware announces an IOMMU" } as const;
  const { state, because, next } = decideIommu(facts);
  if (tables.length > 0) {
    return [{ ...common, answer: "yes", weight: "hard", evidence: `ACPI table ${tables.join(", ")}` }];
  }
  if (state === "off-in-firmware") {
    const evidence = `The IOMMU is off in the firmware: ${because}`;
    return [{ ...common, answer: "no", weight: "hard", evidence, next }];
  }
  const evidence =
    groups > 0
      ? "there are IOMMU groups, and neither a DMAR nor an IVRS table"
      : `neither a DMAR nor an IVRS table was found${tablesReadable ? "" : ", and the ACPI tables cannot be looked at"}`;
  return [{ ...common, answer: "unknown", weight: "soft", evidence }];
};

/** Whether the running kernel uses it. The reboot that follows switches it on, so nothing stops here. */
export const kernelIommu: Topic = (facts) => {
  const { state, because, next } = decideIommu(facts);
  const common = { id: "kernel-iommu", title: "The kernel uses the IOMMU", weight: "soft" } as const;
  if (state === "on") return [{ ...common, answer: "yes", evidence: because }];
  if (state === "unknown") return [{ ...common, answer: "unknown", evidence: because, next }];
  const check: Check = { ...common, answer: "no", evidence: because };
  // A kernel that only lacks its token gets it; the user has to remove whatever still keeps the IOMMU off.
  const stays = state === "off-in-kernel" && next !== "boot with intel_iommu=on";
  return [stays ? { ...check, next } : check];
};

/** Whether a device can send only the interrupts it may; vfio refuses to work without. */
export const interruptRemapping: Topic = ({ condition, kernel }) => {
  const common = {
    id: "interrupt-remapping",
    title: "Interrupts of passed-through functions are checked",
  } as const;
  const soft = { ...common, weight: "soft" } as const;
  if (condition.interruptRemapping === true) {
    return [
      { ...common, answer: "yes", weight: "hard", evidence: "IR- interrupt chips in /proc/interrupts" },
    ];
  }
  if (condition.interruptRemapping === undefined) {
    return [{ ...soft, answer: "unknown", evidence: "/proc/interrupts names no chip that would tell" }];
  }
  if (kernel.iommu.units.length === 0) {
    return [{ ...soft, answer: "unknown", evidence: "the IOMMU is not on yet; this shows after the reboot" }];
  }
  return [
    {
      ...common,
      answer: "no",
      weight: "hard",
      evidence: "The IOMMU is on without interrupt remapping: no IR- interrupt chip in /proc/interrupts",
      next: 'look for "interrupt remapping" or "x2APIC" in the firmware setup, and remove intremap=off or nointremap from the command line',
      override: "allowUnsafeInterrupts",
    },
  ];
};
