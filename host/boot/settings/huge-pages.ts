import type { KernelArguments } from "../../model/command-line/arguments.ts";
import type { KernelToken } from "../../model/command-line/command-line.ts";
import { type Contribution, contribution, refusal } from "./contribution.ts";
import type { SettingsFacts } from "./setting-facts.ts";
import { insteadOf, theirTokens } from "./their-tokens.ts";

/** Memory that is set aside at boot in large pages. */
export interface HugePages {
  /** `1G` needs the processor flag pdpe1gb, and is refused without it. */
  readonly size: "2M" | "1G";
  /** The guest's memory divided by the size. */
  readonly count: number;
}

const BYTES = { "2M": 2 ** 21, "1G": 2 ** 30 } as const;
/** What a host needs for itself: a desktop, libvirt and QEMU's own memory. */
const FOR_THE_HOST = 2 * 2 ** 30;

/** How much memory they are. */
export function hugePageBytes({ size, count }: HugePages): number {
  return count * BYTES[size];
}

/** The sizes come before the count, which belongs to the size before it (mm/hugetlb.c); `tokensOf` keeps that order. */
export function hugePages(wanted: HugePages, facts: SettingsFacts): Contribution {
  const problems = [
    ...sizeProblems(wanted, facts),
    ...memoryProblems(wanted, facts),
    ...conflicts(wanted, facts),
  ];
  if (problems.length > 0) return refusal(...problems);
  const commandLine: KernelArguments = {
    default_hugepagesz: wanted.size,
    hugepagesz: wanted.size,
    hugepages: String(wanted.count),
  };
  return contribution({ commandLine });
}

function sizeProblems({ size }: HugePages, { kernel: { cpu } }: SettingsFacts): readonly string[] {
  if (size !== "1G" || cpu.gigabytePages === true) return [];
  const because =
    cpu.gigabytePages === false
      ? "the processor has no pages of 1 GiB (flag pdpe1gb)"
      : "it is not known whether the processor has pages of 1 GiB (flag pdpe1gb)";
  return [`hugepages.size: ${because}; use 2M`];
}

function memoryProblems({ size, count }: HugePages, { kernel }: SettingsFacts): readonly string[] {
  const most = Math.max(0, Math.floor((kernel.memoryBytes - FOR_THE_HOST) / BYTES[size]));
  if (count <= most) return [];
  const memory = `${(kernel.memoryBytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    `hugepages.count: ${count} pages of ${size} are more than the host can spare: it has ${memory}, and 2 GiB are left to it; ${most} is the most`,
  ];
}

/** Of two counts for one size, and of two default sizes, the kernel takes the first and ignores the other. */
function conflicts(wanted: HugePages, facts: SettingsFacts): readonly string[] {
  const found = theirTokens(facts).flatMap((theirs) => [
    ...otherDefaults(theirs, wanted),
    ...otherCounts(theirs, wanted),
  ]);
  return insteadOf("hugepages", found);
}

function otherDefaults(tokens: readonly KernelToken[], { size }: HugePages): readonly string[] {
  return tokens
    .filter(({ key, value }) => key === "default_hugepagesz" && value !== size)
    .map(({ text }) => text);
}

function otherCounts(tokens: readonly KernelToken[], { size, count }: HugePages): readonly string[] {
  let current: string | undefined;
  return tokens.flatMap(({ key, value, text }) => {
    if (key === "hugepagesz") current = value;
    if (key !== "hugepages" || (current ?? size) !== size || value === String(count)) return [];
    return [current === undefined ? text : `hugepagesz=${current} ${text}`];
  });
}
