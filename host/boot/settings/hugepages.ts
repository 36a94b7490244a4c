import { z } from "zod";
import type { KernelArguments } from "../../model/command-line/arguments.ts";
import type { KernelToken } from "../../model/command-line/command-line.ts";
import { contribution, refusal } from "../contribution/contribution.ts";
import { type SettingFacts, setting } from "../contribution/setting.ts";
import { insteadOf, theirTokens } from "../contribution/their-tokens.ts";

const pages = z
  .strictObject({
    size: z
      .enum(["2M", "1G"])
      .describe("Size of a page. `1G` needs the processor flag pdpe1gb and is refused without it."),
    count: z
      .int()
      .min(1)
      .describe(
        "Number of pages: the guest's memory divided by the page size. Refused if less than 2 GiB " +
          "would be left to the host.",
      ),
  })
  .meta({ id: "HugePages", description: "Memory that is set aside at boot in large pages." });

/** Memory that is set aside at boot in large pages. */
export type HugePages = z.output<typeof pages>;

const BYTES = { "2M": 2 ** 21, "1G": 2 ** 30 } as const;
/** What a host needs for itself: a desktop, libvirt and QEMU's own memory. */
const FOR_THE_HOST = 2 * 2 ** 30;

/**
 * The sizes come before the count, which belongs to the size before it (mm/hugetlb.c); `tokensOf` keeps that
 * order.
 */
export const hugepages = setting({
  properties: {
    hugepages: pages
      .optional()
      .describe(
        "Memory that is set aside at boot in large pages, for the guest. The host cannot use it, " +
          "whether a guest runs or not. Refused if less than 2 GiB would be left to the host. See " +
          "docs/kernel.md.",
      ),
  },
  contribute({ hugepages: wanted }, facts) {
    if (wanted === undefined) return contribution();
    const problems = [
      ...sizeProblems(wanted, facts),
      ...memoryProblems(wanted, facts),
      ...conflicts(wanted, facts),
    ];
    if (problems.length > 0) return refusal(...problems);
    const { size, count } = wanted;
    return contribution({
      commandLine: { default_hugepagesz: size, hugepagesz: size, hugepages: String(count) },
    });
  },
  consequences: ({ hugepages }) => ({ hugePageBytes: hugepages && hugePageBytes(hugepages) }),
});

/** Bytes that written arguments set aside in large pages; 0 without. */
export function hugePagesIn({ hugepagesz, hugepages: count }: KernelArguments): number {
  const size = pages.shape.size.safeParse(hugepagesz);
  return size.success ? hugePageBytes({ size: size.data, count: Number(count) }) : 0;
}

/** How much memory they are. */
function hugePageBytes({ size, count }: HugePages): number {
  return count * BYTES[size];
}

function sizeProblems({ size }: HugePages, { kernel: { cpu } }: SettingFacts): readonly string[] {
  if (size !== "1G" || cpu.gigabytePages === true) return [];
  const because =
    cpu.gigabytePages === false
      ? "the processor has no pages of 1 GiB (flag pdpe1gb)"
      : "it is not known whether the processor has pages of 1 GiB (flag pdpe1gb)";
  return [`hugepages.size: ${because}; use 2M`];
}

function memoryProblems({ size, count }: HugePages, { kernel }: SettingFacts): readonly string[] {
  const most = Math.max(0, Math.floor((kernel.memoryBytes - FOR_THE_HOST) / BYTES[size]));
  if (count <= most) return [];
  const memory = `${(kernel.memoryBytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    `hugepages.count: ${count} pages of ${size} are more than the host can spare: it has ${memory}, and 2 GiB are left to it; ${most} is the most`,
  ];
}

/** Of two counts for one size, and of two default sizes, the kernel takes the first and ignores the other. */
function conflicts(wanted: HugePages, facts: SettingFacts): readonly string[] {
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
