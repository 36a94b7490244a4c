/**
 * Set-up of the unit tests: how many runs each property test has. `PROPERTY_RUNS` is a number; default 100.
 */

import fc from "fast-check";

const DEFAULT_RUNS = 100;

fc.configureGlobal({ numRuns: Number(process.env.PROPERTY_RUNS ?? DEFAULT_RUNS) });
