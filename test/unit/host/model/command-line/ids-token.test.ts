import { describe, expect, it } from "vitest";
import { matchByIds, takesByIds } from "../../../../../host/model/command-line/ids-token.ts";
import type { PciDevice } from "../../../../../host/model/facts/pci-facts.ts";
import { freshHost } from "../../boot/lab-host.ts";

const [template] = freshHost().pci;
const GPU = device("0000:01:00.0", "10de:1b80", "1043:85aa");
const SOUND = device("0000:01:00.1", "10de:10f0", "1043:85aa");
const TWIN = device("0000:02:00.0", "10de:1b80", "1458:3702");
const DOUBLE = device("0000:03:00.0", "10de:1b80", "1043:85aa");
const BARE = device("0000:04:00.0", "8086:a36d", undefined);
const BARE_TWIN = device("0000:05:00.0", "8086:a36d", "1043:8694");

describe("the value of vfio-pci.ids=", () => {
  it.each<
    [what: string, wanted: PciDevice[], others: PciDevice[], value: string, twins: readonly PciDevice[]]
  >([
    ["functions with ids of their own", [GPU, SOUND], [BARE], "10de:1b80,10de:10f0", []],
    ["in the order of the addresses", [SOUND, GPU], [], "10de:1b80,10de:10f0", []],
    ["another card of the chip, of another maker", [GPU], [TWIN], "10de:1b80:1043:85aa", []],
    ["two wanted cards of one chip", [GPU, TWIN], [SOUND], "10de:1b80", []],
    [
      "two wanted cards, and a third of the maker of the first",
      [GPU, TWIN],
      [DOUBLE],
      "10de:1b80:1043:85aa,10de:1b80:1458:3702",
      [DOUBLE],
    ],
    ["two identical cards", [GPU, SOUND], [DOUBLE], "10de:1b80:1043:85aa,10de:10f0", [DOUBLE]],
    ["a function without a subsystem", [BARE], [BARE_TWIN], "8086:a36d", [BARE_TWIN]],
  ])("for %s", (_, wanted, others, value, twins) => {
    const match = matchByIds(wanted, [...others, ...wanted]);
    expect(match.value).toBe(value);
    expect(match.shared.flatMap((shared) => shared.twins)).toEqual(twins);
  });

  it("takes what the kernel takes", () => {
    expect(takesByIds("10de:1b80", GPU)).toBe(true);
    expect(takesByIds("8086:1,10DE:1B80:1043", GPU)).toBe(true);
    expect(takesByIds("10de:1b80:1043:85aa:030000:ffffff", GPU)).toBe(true);
    expect(takesByIds("10de:1b80:1458", GPU)).toBe(false);
    expect(takesByIds("10de:1b8", GPU)).toBe(false);
  });
});

function device(address: string, ids: string, subsystem: string | undefined): PciDevice {
  if (template === undefined) throw new Error("the lab has no device");
  const [vendor = "", product = ""] = ids.split(":");
  const [subsystemVendor, subsystemDevice] = subsystem?.split(":") ?? [];
  return {
    ...template,
    address: address as PciDevice["address"],
    vendor,
    device: product,
    subsystemVendor,
    subsystemDevice,
  };
}
