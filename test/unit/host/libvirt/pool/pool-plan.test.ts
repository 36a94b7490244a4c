import { describe, expect, test } from "vitest";
import { describePoolPlan, planPool } from "../../../../../host/libvirt/pool/pool-plan.ts";
import type { PoolFacts } from "../../../../../host/model/facts/libvirt-facts.ts";
import { inventory, pool } from "../volume/inventories.ts";

const wish = { name: "guests", path: "/pool", autostart: true };
const lines = (pools: PoolFacts[], wanted = wish) =>
  describePoolPlan(planPool(inventory({ pools }), wanted, "ops@ws1:22"), wanted);

describe("a plan for a storage pool", () => {
  const define = "define storage pool guests (directory /pool, made if it is missing)";
  const start = "start storage pool guests";
  const autostart = "let storage pool guests start with libvirt";
  const cases: [what: string, pools: PoolFacts[], expected: string[]][] = [
    ["none there", [], [define, start, autostart]],
    ["another one", [pool({ name: "default", path: "/other" })], [define, start, autostart]],
    ["as wanted", [pool()], []],
    ["as wanted, its path with a slash", [pool({ path: "/pool/" })], []],
    ["stopped", [pool({ active: false })], [start]],
    ["not started with libvirt", [pool({ autostart: false })], [autostart]],
    ["transient", [pool({ persistent: false, autostart: false })], [define, autostart]],
  ];
  test.each(cases)("%s", (_what, pools, expected) => {
    expect(lines(pools)).toEqual(expected);
  });

  test("takes autostart away", () => {
    expect(lines([pool()], { ...wish, autostart: false })).toEqual([
      "do not let storage pool guests start with libvirt any more",
    ]);
  });

  const refusals: [what: string, pools: PoolFacts[], found: string][] = [
    ["the name in another place", [pool({ path: "/elsewhere" })], "type dir in /elsewhere"],
    ["the name of another type", [pool({ type: "logical", path: "/dev/vg" })], "type logical in /dev/vg"],
    ["a pool without a place", [pool({ type: "rbd", path: undefined })], "type rbd"],
    ["the directory of another pool", [pool({ name: "default" })], "the pool default"],
  ];
  test.each(refusals)("refuses %s", (_what, pools, found) => {
    expect(() => lines(pools)).toThrow(found);
  });
});
