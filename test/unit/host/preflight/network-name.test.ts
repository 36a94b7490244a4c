import { expect, test } from "vitest";
import type { NetworkInterface } from "../../../../host/model/facts/interfaces-facts.ts";
import { parsePciAddress } from "../../../../host/model/pci-address.ts";
import { networkName } from "../../../../host/preflight/network-name.ts";
import { labFacts } from "./preflight-facts.ts";

const facts = labFacts();
const [carrier] = facts.lifelines.network.parts.flatMap(({ addresses }) => addresses);
const MAC = "52:54:00:12:34:56";
const LINE = "/etc/network/interfaces: iface enp4s0 inet dhcp";
const named: NetworkInterface = {
  name: "enp4s0",
  mac: MAC,
  macIsPermanent: true,
  address: carrier,
  configuredBy: [LINE],
};

test.for<[string, Partial<NetworkInterface>, string, RegExp]>([
  [
    "is told where its name may shift with the PCI numbering",
    {},
    "no",
    /^enp4s0 is named after its place.*\n\/etc\/network\/interfaces: iface/,
  ],
  ["in a slot too", { name: "ens3" }, "no", /^ens3/],
  ["of several functions too", { name: "enP1p4s0f1np1" }, "no", /^enP1p4s0f1np1/],
  ["over the air too", { name: "wlp3s0" }, "no", /^wlp3s0/],
  ["is fine where no file names it", { configuredBy: [] }, "yes", /no file/],
  [
    "is fine where its name comes from its MAC address",
    { pinnedBy: "/etc/systemd/network/10-lan.link" },
    "yes",
    /10-lan\.link/,
  ],
  ["is fine on the board", { name: "eno1" }, "yes", /eno1 is no name/],
  ["is fine when named by its MAC address", { name: "enx525400123456" }, "yes", /enx/],
  ["is fine with an old name", { name: "eth0" }, "yes", /eth0/],
  [
    "is unknown where the session's is not found",
    { address: parsePciAddress("0000:09:00.0") },
    "unknown",
    /not found/,
  ],
])("the network function of the session %s", ([, own, answer, evidence]) => {
  const [check, ...others] = networkName({ ...facts, interfaces: [{ ...named, ...own }] }, { functions: [] });
  expect(others).toEqual([]);
  expect(check).toMatchObject({ weight: "soft", answer, evidence: expect.stringMatching(evidence) });
  expect(check?.next === undefined).toBe(answer !== "no");
});

test("the advice is the whole file that ties the name to the MAC address", () => {
  const next = (own: Partial<NetworkInterface>) =>
    networkName({ ...facts, interfaces: [{ ...named, ...own }] }, { functions: [] })[0]?.next;
  expect(next({})).toContain(
    `/etc/systemd/network/10-enp4s0.link:\n  [Match]\n  PermanentMACAddress=${MAC}\n  [Link]\n  Name=enp4s0`,
  );
  expect(next({ macIsPermanent: false })).toContain("PermanentMACAddress=<what `ethtool -P enp4s0` shows>");
});
