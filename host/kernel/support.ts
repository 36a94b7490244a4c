import { HostError } from "../errors.ts";
import type { Observation } from "../observation.ts";

/** Facts that decide whether this host's boot configuration can be managed. */
type SupportFacts = Pick<Observation, "kernel" | "bootLoader" | "initramfs" | "managed">;

/** What the overlay may take beyond what is free now: it is written beside the old one. */
const OVERLAY_KILOBYTES = 16_384;

/** How the bind script gets into the boot: `overlay` = a small initrd of our own, `rebuild` = the host's own initramfs made anew. */
export type Delivery = "overlay" | "rebuild";

/** How binding is delivered on this host; `undefined` when there is no way yet. */
export function deliveryOf({
  bootLoader,
  initramfs,
}: Pick<SupportFacts, "bootLoader" | "initramfs">): Delivery | undefined {
  if (bootLoader.loader !== "grub" || bootLoader.grub?.usesLoaderEntries === true) return undefined;
  return initramfs.tool === "initramfs-tools" || initramfs.tool === "dracut" ? "overlay" : undefined;
}

/** Throws a HostError that lists why the boot configuration of this host cannot be managed; nothing was touched then. */
export function requireSupport(host: string, facts: SupportFacts): void {
  const problems = supportProblems(facts);
  if (problems.length === 0) return;
  throw new HostError({
    what: "The boot configuration of this host cannot be managed",
    host,
    expected: "GRUB with /etc/default/grub.d, initramfs-tools or dracut, and a kernel with vfio-pci",
    found: problems.join("\n"),
  });
}

function supportProblems(facts: SupportFacts): readonly string[] {
  const { kernel, bootLoader, initramfs, managed } = facts;
  const problems: string[] = [];
  const evidence = (lines: readonly string[]) => (lines.length === 0 ? "" : ` (${lines.join("; ")})`);
  if (bootLoader.loader !== "grub") {
    problems.push(`boot loader ${bootLoader.loader} is not supported yet${evidence(bootLoader.evidence)}`);
  } else if (bootLoader.grub?.usesLoaderEntries === true) {
    problems.push("GRUB with boot loader specification entries is not supported yet");
  } else if (deliveryOf(facts) === undefined) {
    problems.push(`initramfs made by ${initramfs.tool} is not supported yet${evidence(initramfs.evidence)}`);
  }
  const missing = managed.missingPrograms;
  if (missing.length > 0) problems.push(`programs are missing: ${missing.join(", ")}`);
  const running = kernel.installed.find(({ release }) => release === kernel.running);
  if (running?.vfioPci === "absent") {
    problems.push(
      `kernel ${kernel.running} has no vfio-pci (Debian: the cloud kernel lacks it, linux-image-amd64 has it)`,
    );
  }
  const free = managed.bootFreeKilobytes;
  if (free !== undefined && free < OVERLAY_KILOBYTES) {
    problems.push(`only ${free} kB are free on /boot, ${OVERLAY_KILOBYTES} kB are needed`);
  }
  if (managed.journal === undefined) {
    const foreign = Object.keys(managed.files);
    if (foreign.length > 0)
      problems.push(
        `files of our names exist, but nothing says that we wrote them: ${foreign.join(", ")}; move them away`,
      );
  }
  return problems;
}
