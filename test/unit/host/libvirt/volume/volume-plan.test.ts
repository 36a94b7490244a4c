import { describe, expect, test } from "vitest";
import { describeVolumePlan, planVolume } from "../../../../../host/libvirt/volume/volume-plan.ts";
import { byteSize } from "../../../../../host/model/byte-size.ts";
import type { DomainFacts, VolumeFacts } from "../../../../../host/model/facts/libvirt-facts.ts";
import { element } from "../../../../../host/model/xml/xml.ts";
import { image, inventory } from "./inventories.ts";

const GIB = 2 ** 30;
const wish = { pool: "guests", name: "a.qcow2", capacity: byteSize(GIB), format: "qcow2" as const };
interface Given {
  readonly found?: VolumeFacts | undefined;
  readonly gib?: number;
  readonly owned?: boolean;
  readonly adopt?: boolean;
  readonly domains?: DomainFacts[];
}
const lines = ({ found, gib = 1, owned = false, adopt = false, domains = [] }: Given) => {
  const wanted = { ...wish, capacity: byteSize(gib * GIB) };
  const volumes = found === undefined ? [] : [found];
  return describeVolumePlan(
    planVolume(inventory({ volumes, domains }), wanted, { owned, adopt, host: "ws1" }),
    wanted,
  );
};

const definition = element("domain", {}, [
  element("devices", {}, [
    element("disk", {}, [element("source", { file: "/pool/a.qcow2" }), element("target", { dev: "vda" })]),
  ]),
]);
const guest = (state: string): DomainFacts => ({
  name: "win11",
  uuid: "u",
  state,
  autostart: false,
  persistent: true,
  inactive: definition,
});

describe("a plan for a volume", () => {
  const takeOver = "take over the volume guests/a.qcow2 that is there (/pool/a.qcow2)";
  const grow = "grow volume guests/a.qcow2 from 1 GiB to 2 GiB; the data stays";
  const cases: [what: string, given: Given, expected: string[]][] = [
    ["none there", {}, ["create volume guests/a.qcow2 (qcow2, 1 GiB, takes space as it fills)"]],
    [
      "the same name in another pool",
      { found: image({ pool: "x" }) },
      ["create volume guests/a.qcow2 (qcow2, 1 GiB, takes space as it fills)"],
    ],
    ["ours, as wanted", { found: image(), owned: true }, []],
    ["ours, smaller", { found: image(), owned: true, gib: 2 }, [grow]],
    ["a stranger's, to be adopted", { found: image(), adopt: true }, [takeOver]],
    ["a stranger's, to be adopted, smaller", { found: image(), adopt: true, gib: 2 }, [takeOver, grow]],
    ["an empty one just as wanted", { found: image({ allocation: byteSize(200_704) }) }, [takeOver]],
    [
      "one a guest runs with",
      { found: image(), owned: true, gib: 2, domains: [guest("running")] },
      ["grow volume guests/a.qcow2 from 1 GiB to 2 GiB, while win11 runs with it; the data stays"],
    ],
    [
      "one of a guest that is off",
      { found: image(), owned: true, gib: 2, domains: [guest("shut off")] },
      [grow],
    ],
  ];
  test.each(cases)("%s", (_what, given, expected) => {
    expect(lines(given)).toEqual(expected);
  });

  const refusals: [what: string, given: Given, says: string][] = [
    ["a stranger's", { found: image() }, "was not made by this resource"],
    [
      "an empty one of another size",
      { found: image({ allocation: byteSize(0) }), gib: 2 },
      "was not made by this resource",
    ],
    [
      "shrinking ours",
      { found: image({ capacity: byteSize(3 * GIB) }), owned: true, gib: 2 },
      "would cut its data off",
    ],
    [
      "shrinking what is adopted",
      { found: image({ capacity: byteSize(3 * GIB) }), adopt: true },
      "would cut its data off",
    ],
    ["another format", { found: image({ format: "raw" }), owned: true }, "cannot be changed in place"],
  ];
  test.each(refusals)("refuses %s", (_what, given, says) => {
    expect(() => lines(given)).toThrow(says);
  });
});
