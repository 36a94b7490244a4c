import { describe, expect, it } from "vitest";
import { lineProblems } from "../../../../../host/boot/entries/entry-lines.ts";
import type { BootFacts } from "../../../../../host/model/boot/boot-facts.ts";
import { tokensOf } from "../../../../../host/model/command-line/arguments.ts";
import { bootedHost, entries, freshHost, KERNEL, wantedBoot } from "../lab-host.ts";

const wanted = wantedBoot();
const tokens = tokensOf(wanted.commandLine);
const USED = `BOOT_IMAGE=/boot/vmlinuz-${KERNEL} root=UUID=x ro quiet`.length;
const OURS = tokens.reduce((sum, { text }) => sum + text.length + 1, 0);

function withMenu(facts: BootFacts, menu: string): BootFacts {
  return { ...facts, bootLoader: { ...facts.bootLoader, entries: entries(menu, []) } };
}

describe("boot entries", () => {
  it.each<[string, BootFacts]>([
    ["as they are", freshHost()],
    ["with our arguments", bootedHost(wanted)],
    ["that are as long as can be", withMenu(freshHost(), ` ${"x".repeat(2_047 - USED - OURS - 1)}`)],
    ["with an open quote at their end", withMenu(freshHost(), ' dyndbg="file a')],
  ])("%s can have them", (_what, facts) => {
    expect(lineProblems(facts, tokens)).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    [
      "that are too long then",
      ` ${"x".repeat(2_047 - USED - OURS)}`,
      /^boot entry "Debian": its command line would have 2048 bytes, and the kernel reads 2047/,
    ],
    [
      "with an open quote",
      ' iommu="off',
      /^boot entry "Debian": the kernel command line ends within the quotes of iommu="off/,
    ],
  ])("%s are refused", (_what, menu, problem) => {
    expect(lineProblems(withMenu(freshHost(), menu), tokens)).toEqual([expect.stringMatching(problem)]);
  });
});
