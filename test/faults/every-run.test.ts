import { afterAll, beforeEach, test } from "vitest";
import { inEveryRun } from "./chosen.ts";
import { Matrix } from "./matrix.ts";

/**
 * Faults on one workstation, each of which ends with the host reachable, without anybody's help, and as
 * before or as wanted.
 */
const matrix = new Matrix();

beforeEach(() => matrix.begin());
afterAll(() => matrix.end());

test("without a fault", () => matrix.runWithoutFault());

test.each(inEveryRun)("$name", (fault) => matrix.run(fault));
