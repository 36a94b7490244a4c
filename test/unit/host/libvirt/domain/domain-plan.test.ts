import { describe, expect, test } from "vitest";
import { describeDomainPlan } from "../../../../../host/libvirt/domain/describe-domain-plan.ts";
import {
  type DomainPlan,
  ownDomain,
  type PowerWish,
  planDomain,
} from "../../../../../host/libvirt/domain/domain-plan.ts";
import type { DomainFacts } from "../../../../../host/model/facts/libvirt-facts.ts";
import type { PciDevice } from "../../../../../host/model/facts/pci-facts.ts";
import { renderXml } from "../../../../../host/model/xml/xml.ts";
import { childrenOf, find, textAt } from "../../../../../host/model/xml/xml-lookup.ts";
import { grownWish, onlyDomain, recorded, recordedWish } from "../recordings.ts";
import { inventory } from "../volume/inventories.ts";
import { address } from "./wishes.ts";

const device = (text: string, driver: string | undefined): PciDevice => ({
  address: address(text),
  class: "030000",
  vendor: "1234",
  device: "1111",
  driver,
  resetMethods: [],
  isBridge: false,
  connectors: [],
});
const bound = [device("01:00.0", "vfio-pci"), device("01:00.1", "vfio-pci")];
const networks = [{ name: "default", active: false }];
const wishes: PowerWish = {
  power: "on",
  startedBefore: false,
  autostart: false,
  restart: "never",
  awaitsReboot: false,
};
const shutOff = onlyDomain(recorded("shut-off"));
const running = onlyDomain(recorded("pending-restart"));

interface Given {
  readonly existing?: DomainFacts;
  readonly grown?: boolean;
  readonly pci?: PciDevice[];
  readonly power?: Partial<PowerWish>;
}
const wishFor = ({ grown = false }: Given) => (grown ? grownWish : recordedWish);
const planOf = (given: Given): DomainPlan => {
  const { existing, pci = bound, power = {} } = given;
  return planDomain(inventory({ networks }), pci, wishFor(given), { ...wishes, ...power }, existing);
};
const lines = (given: Given): readonly string[] => describeDomainPlan(planOf(given), wishFor(given));

describe("a plan for a domain", () => {
  const network = "start the virtual network default, which the guest needs";
  const start = "start domain proof";
  const onwards = "domain proof goes on running with its old definition until it is restarted";
  const anew = ["  memory: 262144 instead of 327680", "  currentMemory: 262144 instead of 327680"];

  test("that is not there", () => {
    expect(lines({})).toEqual([
      "define domain proof (q35, efi, plain emulation (slow), 1 vCPUs, 256 MiB)",
      "  disk vda: /var/lib/libvirt/vfio/disk.qcow2 (qcow2)",
      "  network card: default (virtio)",
      "  PCI function 0000:01:00.0 of the host",
      "  PCI function 0000:01:00.1 of the host",
      "  shared memory looking-glass: 32 MiB",
      "  addresses limited to 39 bits, because the IOMMU has no more",
      network,
      start,
    ]);
  });

  const cases: [what: string, given: Given, expected: string[]][] = [
    ["shut off", { existing: shutOff }, [network, start]],
    ["shut off, wanted off", { existing: shutOff, power: { power: "off" } }, []],
    ["shut off, never started", { existing: shutOff, power: { power: "once" } }, [network, start]],
    [
      "shut off after its one start",
      { existing: shutOff, power: { power: "once", startedBefore: true } },
      [],
    ],
    ["shut off, unmanaged", { existing: shutOff, power: { power: "unmanaged" } }, []],
    [
      "shut off, to change",
      { existing: shutOff, grown: true, power: { power: "off" } },
      ["replace the definition of domain proof", ...anew],
    ],
    [
      "shut off, to start with the host",
      { existing: shutOff, power: { power: "off", autostart: true } },
      ["let domain proof start with libvirt"],
    ],
    ["running with an old definition", { existing: running, grown: true }, [onwards]],
    [
      "running, to restart",
      { existing: running, grown: true, power: { restart: "graceful" } },
      [network, "shut domain proof down and start it with the new definition"],
    ],
    [
      "running, wanted off",
      { existing: running, grown: true, power: { power: "off" } },
      ["shut domain proof down"],
    ],
  ];
  test.each(cases)("%s", (_what, given, expected) => {
    expect(lines(given)).toEqual(expected);
  });

  test("says why it cannot start, function by function", () => {
    const held = [device("01:00.0", "bochs-drm"), device("02:00.0", "vfio-pci")];
    expect(lines({ existing: shutOff, pci: held }).slice(2)).toEqual([
      "  it can only start when this has changed: 0000:01:00.0 is bound to bochs-drm, not to vfio-pci: the host must boot with it bound first (HostKernel)",
      "  it can only start when this has changed: there is no PCI function 0000:01:00.1",
    ]);
  });
});

describe("a plan while a reboot is awaited", () => {
  const held = [device("01:00.0", "bochs-drm"), device("01:00.1", "vfio-pci")];
  const power: Partial<PowerWish> = { awaitsReboot: true, restart: "graceful" };

  test.each<[string, Given, Partial<DomainPlan>]>([
    [
      "starts nothing that cannot start",
      { existing: shutOff, pci: held },
      { power: undefined, startNetworks: [] },
    ],
    [
      "leaves a guest running that could not be started again",
      { existing: running, pci: held, grown: true },
      { power: undefined, pendingRestart: true },
    ],
  ])("%s", (_what, given, expected) => {
    const plan = planOf({ ...given, power });
    expect(plan).toMatchObject({ ...expected, startsAfterReboot: true });
    expect(plan.blocked).toHaveLength(1);
  });

  test.each<[string, Given, DomainPlan["power"]]>([
    ["starts what can start", { existing: shutOff }, "start"],
    ["shuts down what is to be off", { existing: running, pci: held, power: { power: "off" } }, "shutdown"],
  ])("%s", (_what, given, expected) => {
    const plan = planOf({ ...given, power: { ...power, ...given.power } });
    expect(plan).toMatchObject({ power: expected, startsAfterReboot: false });
  });
});

describe("a new definition over an old one", () => {
  const { definition } = planDomain(inventory(), bound, grownWish, wishes, shutOff);
  const old = shutOff.inactive;

  test("keeps UUID, machine, MAC address and places", () => {
    expect(textAt(definition, "uuid")).toBe(shutOff.uuid);
    expect(find(definition, "os", "type")?.attributes.machine).toBe("pc-q35-7.2");
    for (const kind of ["interface", "disk", "shmem", "controller"]) {
      const [before, after] = [old, definition].map((root) =>
        childrenOf(find(root, "devices"), kind).flatMap((part) => [
          ...childrenOf(part, "mac").map(({ attributes }) => attributes),
          ...childrenOf(part, "address").map(({ attributes }) => attributes),
        ]),
      );
      expect(new Set(after?.map((part) => JSON.stringify(part)))).toEqual(
        new Set(before?.map((part) => JSON.stringify(part))),
      );
    }
  });

  test("is the same when it is made again", () => {
    const again = planDomain(inventory(), bound, grownWish, wishes, { ...shutOff, inactive: definition });
    expect(renderXml(again.definition)).toBe(renderXml(definition));
    expect(again.define).toBe(false);
  });
});

describe("a domain of that name", () => {
  const owned = inventory({ domains: [shutOff] });

  test("is ours with our mark", () => {
    expect(ownDomain(owned, recordedWish, "ws1")).toBe(shutOff);
    expect(ownDomain(owned, { ...recordedWish, name: "other" }, "ws1")).toBeUndefined();
  });

  test("is refused with another's mark, or without one", () => {
    expect(() => ownDomain(owned, { ...recordedWish, owner: "x" }, "ws1")).toThrow("made by another stack");
    const children = shutOff.inactive.children.filter(({ name }) => name !== "metadata");
    const bare = { ...shutOff, inactive: { ...shutOff.inactive, children } };
    expect(() => ownDomain(inventory({ domains: [bare] }), recordedWish, "ws1")).toThrow(
      `pulumi import vfio:index:Domain`,
    );
  });
});
