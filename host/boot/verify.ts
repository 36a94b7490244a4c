import type { WantedBoot } from "../model/boot/wanted-boot.ts";
import { HostError } from "../model/errors.ts";
import type { Observation } from "../model/facts/observation.ts";
import { describeProblems } from "../model/problem.ts";
import { guardGroups } from "../pci/guard-groups.ts";
import { decideIommu } from "../pci/iommu-verdict.ts";
import { lostByIds } from "./lost-by-ids.ts";
import { failedReasons } from "./parts/failed.ts";
import { type BootChange, partOf } from "./parts/parts.ts";
import { reboot } from "./parts/reboot.ts";
import { planRunning } from "./parts/running-system.ts";
import { planBoot } from "./plan/plan-boot.ts";
import { NotSettled } from "./transaction/not-settled.ts";

/** Throws a HostError when more than a reboot is left of a plan that was carried out. */
export function requireStored(host: string, left: readonly BootChange[]): void {
  const unmet = problemsOf(left.filter(({ kind }) => kind !== reboot.kind));
  if (unmet.length === 0) return;
  throw new HostError({
    what: "What was written did not take",
    host,
    expected: "files, boot menu and functions as they were written a moment ago",
    found: unmet.join("\n"),
    next: "find what changes them back, such as a configuration management tool, a script in /etc/grub.d or a later file in /etc/default/grub.d; then run `pulumi up` again",
  });
}

/**
 * Throws a HostError when a boot entry lacks something that its kernel needs to bind the functions, before
 * anything is rebooted.
 */
export function requireEffective(host: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new HostError({
    what: "The next boot would not bind the functions, so the host was not rebooted",
    host,
    expected: "boot entries with all arguments, and with the bind script in what they load",
    found: problems.join("\n"),
    next: "correct what is named, or remove that kernel or entry; then run `pulumi up` again",
  });
}

/** After the reboot everything must be as declared: throws NotSettled with what is not, and why. */
export function requireBooted(host: string, facts: Observation, wanted: WantedBoot): void {
  requireTook(host, facts, wanted, planBoot(facts, wanted));
}

/**
 * In a trial, where nothing is stored yet, the running system must be as declared, and the functions fit for
 * a guest: throws NotSettled.
 */
export function requireTried(host: string, facts: Observation, wanted: WantedBoot): void {
  requireTook(host, facts, wanted, planRunning(facts, wanted, []));
  requireViable(host, facts, wanted, true);
}

function requireTook(
  host: string,
  facts: Observation,
  wanted: WantedBoot,
  left: readonly BootChange[],
): void {
  if (left.length === 0) return;
  const iommu = decideIommu(facts);
  const off = iommu.state === "on" ? [] : [`IOMMU ${iommu.state}: ${iommu.because}`];
  const said = facts.managed.bindLog.map((line) => `kernel log: vfio_bind: ${line}`);
  throw new NotSettled({
    what: "The host was rebooted, and not everything took",
    host,
    expected: `${Object.keys(wanted.functions).join(", ")} bound to vfio-pci`,
    found: [...problemsOf(left), ...lostByIds(facts, wanted), ...said, ...off].join("\n"),
    next: iommu.next ?? "look at the kernel log of the host (`dmesg`) for what held the functions",
  });
}

/**
 * The functions are at vfio-pci: throws NotSettled when they still cannot be given to a guest, because of
 * members of their IOMMU groups that nobody could see while the IOMMU was off. Groups may also be others than
 * before a reboot.
 */
export function requireViable(host: string, facts: Observation, wanted: WantedBoot, rebooted: boolean): void {
  const functions = facts.pci.filter(({ address }) => wanted.functions[address] !== undefined);
  const iommu = decideIommu(facts);
  const unknown = facts.kernel.iommu.groups === 0;
  const problems = guardGroups(functions, facts);
  if (!unknown && problems.length === 0) return;
  throw new NotSettled({
    what: `The ${rebooted ? "host was rebooted, and the " : ""}functions cannot be given to a guest`,
    host,
    expected: "IOMMU groups of which the host keeps nothing",
    found: unknown ? `IOMMU ${iommu.state}: ${iommu.because}` : describeProblems(problems),
    next: unknown
      ? iommu.next
      : "change devices, or the card's slot, as said above and run `pulumi up` again; `pulumi destroy` gives the host back as it was",
  });
}

/** Throws a HostError when the host was booted as declared and is not as declared. */
export function requirePossible(host: string, changes: readonly BootChange[]): void {
  const failed = failedReasons(changes);
  if (failed.length === 0) return;
  throw new HostError({
    what: "The host was booted with the wanted configuration, and the functions are still not bound to vfio-pci",
    host,
    found: failed.join("\n"),
    next: "remove the cause; another reboot would end the same way",
  });
}

function problemsOf(changes: readonly BootChange[]): readonly string[] {
  return changes.flatMap((change) => partOf(change).unmet(change));
}
