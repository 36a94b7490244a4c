import { HostError, type HostProblem } from "../model/errors.ts";
import { describeProblems, type PciProblem } from "../model/problem.ts";
import type { Check, Overrides } from "./check.ts";
import { describeFailures } from "./describe-checks.ts";
import { failures } from "./preflight.ts";

/** Answers about the host's boot configuration, whatever the functions are. */
const BOOT: readonly string[] = ["boot-loader", "initramfs-tool", "vfio-pci", "own-files"];

/**
 * Throws a HostError that lists everything that stops: what could not be selected, and hard answers that no
 * setting allows. Nothing was touched then. `remarks` are further lines for it.
 */
export function requireReady(
  host: string,
  checks: readonly Check[],
  overrides: Overrides,
  unselected: readonly PciProblem[] = [],
  remarks: (failed: readonly Check[]) => readonly string[] = () => [],
): void {
  const failed = failures(checks, overrides);
  if (failed.length + unselected.length === 0) return;
  const list = [describeProblems(unselected), describeFailures(failed), ...remarks(failed)]
    .filter(Boolean)
    .join("\n");
  throw new HostError({
    host,
    ...(unselected.length > 0 ? { what: FUNCTIONS, found: list } : problemOf(failed, list)),
  });
}

const FUNCTIONS = "These functions cannot be passed through; nothing was changed";

/** What is not about functions says so itself. */
function problemOf(failed: readonly Check[], list: string): HostProblem {
  const [first, ...others] = failed;
  if (first === undefined || failed.some(({ id }) => id !== "firmware-iommu" && !BOOT.includes(id))) {
    return { what: FUNCTIONS, found: list };
  }
  if (others.length > 0) {
    const next = "do what is said for each; nothing was changed";
    return { what: "The boot configuration of this host cannot be managed", found: list, next };
  }
  const what =
    first.id === "firmware-iommu"
      ? "The IOMMU is off in the firmware; nothing was changed"
      : "The boot configuration of this host cannot be managed";
  return { what, found: first.evidence, next: first.next };
}
