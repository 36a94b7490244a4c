import type { NetworkInterface } from "../model/facts/interfaces-facts.ts";
import type { Check, Topic } from "./check.ts";

/**
 * `enp4s0`, `enP1p4s0f0`, `ens3`, `wlp3s0`: from the bus or the slot. Another card, another slot or other
 * settings of the firmware number these anew. Names by the firmware's own index (`eno1`) and by MAC address
 * (`enx…`) stay.
 */
const BY_PLACE = /^(?:en|wl|ww|ib|sl)(?:P\d+)?(?:p\d+s\d+|s\d+)/;

/**
 * Whether the way in would be found again under its name. A host whose network is set up for `enp4s0` is
 * without it as soon as the same hardware is called `enp5s0`, and nobody is told.
 */
export const networkName: Topic = ({ lifelines, interfaces }) => {
  const title = "The network function of this SSH session keeps its name";
  const common = { id: "network-name", title, weight: "soft" } as const;
  const carriers = lifelines.network.parts.flatMap(({ addresses }) => addresses);
  const used = interfaces.filter(({ address }) => address !== undefined && carriers.includes(address));
  if (used.length === 0) {
    return [
      { ...common, answer: "unknown", evidence: "it was not found which interface carries the session" },
    ];
  }
  return used.map((one) => ({ ...common, ...answerFor(one) }));
};

function answerFor(one: NetworkInterface): Pick<Check, "answer" | "evidence" | "next"> {
  const { name, pinnedBy, configuredBy } = one;
  if (!BY_PLACE.test(name)) {
    return { answer: "yes", evidence: `${name} is no name by the place on the PCI bus` };
  }
  if (pinnedBy !== undefined) {
    return { answer: "yes", evidence: `${name} has its name by its MAC address, from ${pinnedBy}` };
  }
  if (configuredBy.length === 0) {
    return { answer: "yes", evidence: `no file of the network configuration names ${name}` };
  }
  return {
    answer: "no",
    evidence: [
      `${name} is named after its place on the PCI bus, and is configured by that name`,
      ...configuredBy,
    ].join("\n"),
    next: adviceFor(one),
  };
}

/** The name it has now, tied to the hardware; udev gives it at the next boot. */
function adviceFor({ name, mac, macIsPermanent }: NetworkInterface): string {
  const address = macIsPermanent ? mac : `<what \`ethtool -P ${name}\` shows>`;
  return [
    `before cards or slots change, tie the name to the MAC address, or the host may come back without network. /etc/systemd/network/10-${name}.link:`,
    "  [Match]",
    `  PermanentMACAddress=${address}`,
    "  [Link]",
    `  Name=${name}`,
  ].join("\n");
}
