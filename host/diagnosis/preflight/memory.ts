import type { Topic } from "./check.ts";

/** Whether the guest's memory is there: all memory of a guest with PCI functions is locked, so nothing of it can be swapped out. */
export const guestMemory: Topic = ({ condition, kernel }, { memoryBytes }) => {
  const common = { id: "guest-memory", title: "There is memory for the guest", weight: "soft" } as const;
  const { memoryAvailableBytes: available } = condition;
  if (memoryBytes === undefined || available === undefined) {
    const evidence =
      available === undefined ? "the kernel does not say what is free" : `${gibi(available)} are free`;
    return [{ ...common, answer: "unknown", evidence }];
  }
  const evidence = `the guest needs ${gibi(memoryBytes)}, ${gibi(available)} of ${gibi(kernel.memoryBytes)} are free`;
  if (memoryBytes <= available) return [{ ...common, answer: "yes", evidence }];
  return [
    { ...common, answer: "no", evidence, next: "give the guest less memory, or end something on the host" },
  ];
};

function gibi(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
