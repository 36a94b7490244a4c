import { knownTexts } from "./known-texts.ts";

/** What is likely behind a message, and what to do; both absent for a message that says nothing to us. */
export interface Diagnosis {
  /** Continues "likely because …". */
  readonly cause?: string | undefined;
  readonly next?: string | undefined;
}

/** Looks a message of libvirt, QEMU or the kernel up; the first that fits wins. */
export function diagnose(message: string): Diagnosis {
  return knownTexts.find(({ text }) => text.test(message)) ?? {};
}
