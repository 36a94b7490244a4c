import { expect, test } from "vitest";
import { guestMemory } from "../../../../host/preflight/memory.ts";
import { GIB, kernel } from "./changes.ts";
import { labFacts, settled } from "./preflight-facts.ts";

interface Case {
  /**
   * GiB of the guest, what is available, what is set aside in large pages now, and what the next boot sets
   * aside.
   */
  readonly guest?: number;
  readonly available?: number;
  readonly reserved?: number;
  readonly wanted?: number;
}

test.for<[string, Case, string, RegExp]>([
  [
    "memory enough",
    { guest: 8, available: 16 },
    "soft yes",
    /^the guest needs 8\.0 GiB, 16\.0 GiB of 32\.0 GiB are free$/,
  ],
  ["exactly enough", { guest: 16, available: 16 }, "soft yes", /16\.0 GiB/],
  ["too little", { guest: 8, available: 4 }, "soft no", /needs 8\.0 GiB, 4\.0 GiB/],
  ["a guest that nobody has told of", { available: 4 }, "soft unknown", /^4\.0 GiB are free$/],
  ["a kernel that does not say", { guest: 8 }, "soft unknown", /does not say/],
  [
    "large pages that are there already, and are not available any more",
    { guest: 8, available: 10, reserved: 16, wanted: 16 },
    "soft yes",
    /; 16\.0 GiB are set aside in large pages$/,
  ],
  [
    "large pages that the next boot sets aside",
    { guest: 8, available: 20, wanted: 16 },
    "soft no",
    /; 16\.0 GiB more will be \(hugepages\)$/,
  ],
  [
    "more large pages than now",
    { guest: 8, available: 20, reserved: 4, wanted: 16 },
    "soft yes",
    /4\.0 GiB are set aside in large pages; 12\.0 GiB more/,
  ],
])("%s", ([, { guest, available, reserved, wanted }, answer, evidence]) => {
  const bytes = (count: number | undefined) => (count === undefined ? undefined : count * GIB);
  const facts = kernel({ memoryBytes: 32 * GIB })({
    ...labFacts(),
    condition: { ...settled, memoryAvailableBytes: bytes(available), hugePageBytes: bytes(reserved) },
  });
  const wishes = { functions: [], memoryBytes: bytes(guest), hugePageBytes: bytes(wanted) };
  const [check, ...others] = guestMemory(facts, wishes);
  expect(others).toEqual([]);
  expect(`${check?.weight} ${check?.answer}`).toBe(answer);
  expect(check?.evidence).toMatch(evidence);
  expect(check?.next?.includes("fewer large pages") ?? false).toBe(
    answer === "soft no" && wanted !== undefined,
  );
});
