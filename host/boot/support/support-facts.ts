import type { Observation } from "../../model/facts/observation.ts";

/** Facts that decide whether this host's boot configuration can be managed. */
export type SupportFacts = Pick<Observation, "kernel" | "bootLoader" | "initramfs" | "managed">;
