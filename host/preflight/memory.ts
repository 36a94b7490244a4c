import type { Topic } from "./check.ts";

/**
 * Whether the guest's memory is there: all memory of a guest with PCI functions is locked, so nothing of it
 * can be swapped out. Large pages that the next boot sets aside are gone for it, because a guest gets its
 * memory from the others.
 */
export const guestMemory: Topic = ({ condition, kernel }, { memoryBytes, hugePageBytes = 0 }) => {
  const common = { id: "guest-memory", title: "There is memory for the guest", weight: "soft" } as const;
  const { memoryAvailableBytes: available, hugePageBytes: reserved = 0 } = condition;
  if (available === undefined) {
    return [{ ...common, answer: "unknown", evidence: "the kernel does not say what is free" }];
  }
  if (memoryBytes === undefined) {
    return [{ ...common, answer: "unknown", evidence: `${gibi(available)} are free` }];
  }
  const more = Math.max(0, hugePageBytes - reserved);
  const pages = [
    ...(reserved > 0 ? [`${gibi(reserved)} are set aside in large pages`] : []),
    ...(more > 0 ? [`${gibi(more)} more will be (hugepages)`] : []),
  ];
  const evidence = [
    `the guest needs ${gibi(memoryBytes)}, ${gibi(available)} of ${gibi(kernel.memoryBytes)} are free`,
    ...pages,
  ].join("; ");
  if (memoryBytes <= available - more) return [{ ...common, answer: "yes", evidence }];
  const less = pages.length > 0 ? ", set fewer large pages aside" : "";
  const next = `give the guest less memory${less}, or end something on the host`;
  return [{ ...common, answer: "no", evidence, next }];
};

function gibi(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
