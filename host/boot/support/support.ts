import { HostError } from "../../model/errors.ts";
import { foundProblems, type SupportProblem } from "../../model/problem.ts";
import { isManaged, managedLoader } from "../loaders/choose-loader.ts";
import { type BootChange, partOf } from "../parts/parts.ts";
import { toolOf } from "../tools/choose-tool.ts";
import type { SupportFacts } from "./support-facts.ts";

/**
 * Throws a HostError that lists why the boot configuration of this host cannot be managed, with what to do
 * about each; nothing was touched then. Room on /boot is asked for only when `changes` write there. `others`:
 * what speaks against the way in which the bind script is to get into a boot.
 */
export function requireSupport(
  host: string,
  facts: SupportFacts,
  changes: readonly BootChange[],
  others: readonly SupportProblem[] = [],
): void {
  const problems = [
    ...loaderProblems(facts),
    ...imageProblems(facts),
    ...kernelProblems(facts),
    ...roomProblems(facts, changes),
    ...foreignFiles(facts),
    ...others,
  ];
  if (problems.length === 0) return;
  throw new HostError({
    what: "The boot configuration of this host cannot be managed",
    host,
    expected: "GRUB or systemd-boot, initramfs-tools, dracut or mkinitcpio, and a kernel with vfio-pci",
    ...foundProblems(problems),
  });
}

const BY_HAND = "leave HostKernel out and configure the host by hand";

/** Why the boot loader cannot be configured. */
export function loaderProblems(facts: SupportFacts): readonly SupportProblem[] {
  const { bootLoader } = facts;
  if (isManaged(bootLoader)) return managedLoader(bootLoader).problems(facts);
  const what = `boot loader ${bootLoader.loader} is not supported yet${evidenceOf(bootLoader)}`;
  return [{ what, next: `${BY_HAND}, or boot it with GRUB or systemd-boot` }];
}

/**
 * Why the initramfs cannot be brought to bind anything: the images are made by an unknown tool, or by
 * several.
 */
export function imageProblems({ initramfs }: SupportFacts): readonly SupportProblem[] {
  if (toolOf(initramfs) !== undefined) return [];
  const what = `initramfs made by ${initramfs.tool} is not supported yet${evidenceOf(initramfs)}`;
  return [{ what, next: `${BY_HAND}, or let initramfs-tools, dracut or mkinitcpio make it` }];
}

function evidenceOf({ evidence }: { readonly evidence: readonly string[] }): string {
  return evidence.length === 0 ? "" : ` (${evidence.join("; ")})`;
}

/** Why the running kernel cannot give functions to a guest. */
export function kernelProblems({ kernel }: SupportFacts): readonly SupportProblem[] {
  const running = kernel.installed.find(({ release }) => release === kernel.running);
  if (running?.vfioPci !== "absent") return [];
  const next =
    "install a kernel with it and boot that (Debian: linux-image-amd64; the cloud kernel lacks it)";
  return [{ what: `kernel ${kernel.running} has no vfio-pci`, next }];
}

/** Whether what `changes` write has no room where the boot loader finds the overlay, or where images are. */
export function roomProblems(facts: SupportFacts, changes: readonly BootChange[]): readonly SupportProblem[] {
  const makesEntries = changes.some((change) => partOf(change).writesEntries);
  return [
    ...roomForBoot(facts, changes),
    ...changes.flatMap((change) => partOf(change).withoutRoom?.(change, facts) ?? []).map(withoutRoom),
    ...((makesEntries ? managedLoader(facts.bootLoader).room?.(facts) : undefined) ?? []),
  ];
}

function roomForBoot(
  { managed, bootLoader }: Pick<SupportFacts, "managed" | "bootLoader">,
  changes: readonly BootChange[],
): readonly SupportProblem[] {
  const folder = managedLoader(bootLoader).bootFolder({ bootLoader });
  const free = managed.freeKilobytes[folder];
  const needed = Math.max(0, ...changes.map((change) => partOf(change).kilobytes ?? 0));
  if (free === undefined || free >= needed) return [];
  return [withoutRoom(`only ${free} kB are free on ${folder}, ${needed} kB are needed`)];
}

function withoutRoom(what: string): SupportProblem {
  return {
    what,
    next: "remove kernels that are not used, such as with `apt-get autoremove --purge`",
  };
}

/** Files of our names that nothing says we wrote. */
export function foreignFiles({ managed }: SupportFacts): readonly SupportProblem[] {
  const foreign = Object.keys(managed.files);
  if (managed.journal !== undefined || foreign.length === 0) return [];
  const what = `files of our names exist, but nothing says that we wrote them: ${foreign.join(", ")}`;
  return [{ what, next: "look at them, and move them away" }];
}
