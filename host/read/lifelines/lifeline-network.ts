import type { Lifeline, LifelinePart } from "../../model/facts/lifelines-facts.ts";
import { lastPart, unique } from "../../model/names.ts";
import { addressesIn } from "../../model/pci-address.ts";
import type { TaggedLines } from "../engine/tagged-lines.ts";

/**
 * The network functions that carry this SSH session: its socket has a local address, an interface has that
 * address, and below a bridge, bond or VLAN are the interfaces that carry it. Where that ends nowhere (a
 * tunnel, a jump through the loopback), the default routes are followed instead; where these end nowhere, the
 * answer is unknown.
 */
export function followNetwork(lines: TaggedLines): Lifeline {
  const net = interfacesOf(lines);
  const session = unique(sessionAddresses(lines).map((address) => net.holders.get(address)));
  const direct = followed(session, "this SSH session", net);
  if (direct.state === "known") return direct;
  const routes = unique(
    lines.all("route").flatMap((route) => [...route.matchAll(/ dev (\S+)/g)].map(([, name]) => name)),
  );
  const byRoute = followed(routes, "the default route", net);
  if (byRoute.state === "known") return byRoute;
  return { ...byRoute, because: `${direct.because}; ${byRoute.because}` };
}

interface Interfaces {
  readonly paths: ReadonlyMap<string, string>;
  readonly below: ReadonlyMap<string, readonly string[]>;
  /** Address → interface. */
  readonly holders: ReadonlyMap<string, string>;
}

function interfacesOf(lines: TaggedLines): Interfaces {
  const below = new Map<string, string[]>();
  for (const [path, link] of lines.pairs("below")) {
    const name = lastPart(path);
    below.set(name, [...(below.get(name) ?? []), link.replace(/^lower_/, "")]);
  }
  return {
    paths: new Map(lines.all("net").map((path) => [lastPart(path), path])),
    below,
    holders: new Map(
      lines
        .pairs("address")
        .map(([name, address]) => [canonical(address.replace(/\/.*/, "")), name.replace(/@.*/, "")]),
    ),
  };
}

/**
 * The local addresses of established connections that a server above this script holds, without the
 * loopback's.
 */
function sessionAddresses(lines: TaggedLines): readonly string[] {
  const held = new Set([...lines.all("socket")].map((inode) => inode.trim()));
  return lines
    .pairs("tcp")
    .filter(([, inode]) => held.has(inode))
    .map(([local]) => canonical(decoded(local.split(":")[0] ?? "")))
    .filter((address) => !address.startsWith("127.") && address !== "[::1]");
}

/**
 * /proc/net/tcp{,6} print addresses as words of 32 bits in the machine's byte order; the machines are little
 * endian.
 */
function decoded(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  const numbers = bytes.map((byte) => Number.parseInt(byte, 16));
  const mapped =
    bytes.length === 16 && bytes.slice(0, 12).join("").toLowerCase() === "00000000000000000000ffff";
  if (bytes.length === 4 || mapped) return numbers.slice(-4).join(".");
  return Array.from({ length: 8 }, (_, index) => `${bytes[2 * index]}${bytes[2 * index + 1]}`).join(":");
}

/** One spelling per address; IPv6 gets the brackets and the short form of a URL. */
function canonical(address: string): string {
  const url = `http://[${address}]/`;
  return address.includes(":") && URL.canParse(url) ? new URL(url).hostname : address;
}

function followed(names: readonly string[], use: string, net: Interfaces): Lifeline {
  if (names.length === 0)
    return { state: "unknown", because: `no interface was found for ${use}`, parts: [] };
  const parts: LifelinePart[] = names.map((name) => ({
    use,
    device: name,
    addresses: unique(carriers(name, net).map((carrier) => addressesIn(net.paths.get(carrier) ?? "").at(-1))),
  }));
  const lost = names.find((name) => carriers(name, net).length === 0);
  if (lost !== undefined) {
    return {
      state: "unknown",
      because: `interface ${lost} (${use}) could not be followed to hardware`,
      parts,
    };
  }
  return { state: "known", addresses: unique(parts.flatMap((part) => part.addresses)), parts };
}

/**
 * The interfaces of hardware under an interface: itself, or what is below it; none when it is virtual all the
 * way down.
 */
function carriers(name: string, net: Interfaces, seen: readonly string[] = []): readonly string[] {
  const path = net.paths.get(name);
  if (path === undefined || seen.includes(name)) return [];
  if (!path.startsWith("/sys/devices/virtual/")) return [name];
  return (net.below.get(name) ?? []).flatMap((lower) => carriers(lower, net, [...seen, name]));
}
