import { HostError } from "../errors.ts";
import type { Observation } from "../observation.ts";
import type { BootChange } from "./plan.ts";

/** Facts that decide whether this host's boot configuration can be managed. */
type SupportFacts = Pick<Observation, "kernel" | "bootLoader" | "initramfs" | "managed">;

/** What the overlay may take beyond what is free now: it is written beside the old one. */
const OVERLAY_KILOBYTES = 16_384;

/** How the bind script gets into the boot: `overlay` = a small initrd of our own, `rebuild` = the host's own initramfs made anew. */
type Delivery = "overlay" | "rebuild";

/** How binding is delivered on this host; `undefined` when there is no way yet. */
function deliveryOf({
  bootLoader,
  initramfs,
}: Pick<SupportFacts, "bootLoader" | "initramfs">): Delivery | undefined {
  if (bootLoader.loader !== "grub" || bootLoader.grub?.usesLoaderEntries === true) return undefined;
  return initramfs.tool === "initramfs-tools" || initramfs.tool === "dracut" ? "overlay" : undefined;
}

/**
 * Throws a HostError that lists why the boot configuration of this host cannot be managed, with what to do about each; nothing was touched then.
 * Room on /boot is asked for only when `changes` write there.
 */
export function requireSupport(host: string, facts: SupportFacts, changes: readonly BootChange[]): void {
  const problems = [
    ...deliveryProblems(facts),
    ...programProblems(facts),
    ...roomProblems(facts, changes),
    ...foreignFiles(facts),
  ];
  const [first, ...others] = problems;
  if (first === undefined) return;
  const list = problems.map(({ what, next }) => `- ${what}\n  Next: ${next}`).join("\n");
  throw new HostError({
    what: "The boot configuration of this host cannot be managed",
    host,
    expected: "GRUB with /etc/default/grub.d, initramfs-tools or dracut, and a kernel with vfio-pci",
    found: others.length === 0 ? first.what : list,
    next: others.length === 0 ? first.next : "do what is said for each; nothing was changed",
  });
}

/** Why a host cannot be managed, and what to do about it. */
interface SupportProblem {
  readonly what: string;
  readonly next: string;
}

const BY_HAND = "leave HostKernel out and configure the host by hand";

function deliveryProblems(facts: SupportFacts): readonly SupportProblem[] {
  const { bootLoader, initramfs } = facts;
  const evidence = (lines: readonly string[]) => (lines.length === 0 ? "" : ` (${lines.join("; ")})`);
  if (bootLoader.loader !== "grub") {
    const what = `boot loader ${bootLoader.loader} is not supported yet${evidence(bootLoader.evidence)}`;
    return [{ what, next: `${BY_HAND}, or boot it with GRUB` }];
  }
  if (bootLoader.grub?.usesLoaderEntries === true) {
    const what = "GRUB with boot loader specification entries is not supported yet";
    return [{ what, next: `${BY_HAND}, or let GRUB make its menu without such entries` }];
  }
  if (deliveryOf(facts) !== undefined) return [];
  const what = `initramfs made by ${initramfs.tool} is not supported yet${evidence(initramfs.evidence)}`;
  return [{ what, next: `${BY_HAND}, or let initramfs-tools or dracut make it` }];
}

function programProblems({ kernel, managed }: SupportFacts): readonly SupportProblem[] {
  const missing = managed.missingPrograms;
  const problems: SupportProblem[] = [];
  if (missing.length > 0) {
    const what = `programs are missing: ${missing.join(", ")}`;
    problems.push({ what, next: "install them with the host's package manager" });
  }
  const running = kernel.installed.find(({ release }) => release === kernel.running);
  if (running?.vfioPci === "absent") {
    const next =
      "install a kernel with it and boot that (Debian: linux-image-amd64; the cloud kernel lacks it)";
    problems.push({ what: `kernel ${kernel.running} has no vfio-pci`, next });
  }
  return problems;
}

function roomProblems({ managed }: SupportFacts, changes: readonly BootChange[]): readonly SupportProblem[] {
  const free = managed.bootFreeKilobytes;
  const writes = changes.some(({ kind }) => kind === "overlay" || kind === "menu");
  if (!writes || free === undefined || free >= OVERLAY_KILOBYTES) return [];
  const what = `only ${free} kB are free on /boot, ${OVERLAY_KILOBYTES} kB are needed`;
  return [{ what, next: "remove kernels that are not used, such as with `apt-get autoremove --purge`" }];
}

function foreignFiles({ managed }: SupportFacts): readonly SupportProblem[] {
  const foreign = Object.keys(managed.files);
  if (managed.journal !== undefined || foreign.length === 0) return [];
  const what = `files of our names exist, but nothing says that we wrote them: ${foreign.join(", ")}`;
  return [{ what, next: "look at them, and move them away" }];
}
