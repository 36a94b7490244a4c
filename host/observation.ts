import type { FactsOf } from "./facts/reader.ts";

/** Every reader there is, by topic; all of them travel in one round trip. */
export const readers = {};

/** All facts of a host as they were at one moment. */
export type Observation = FactsOf<typeof readers>;
