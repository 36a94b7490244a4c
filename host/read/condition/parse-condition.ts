import type {
  ConditionFacts,
  DisplayHolder,
  FramebufferOwner,
  ResizableBar,
} from "../../model/facts/condition-facts.ts";
import { lastPart } from "../../model/names.ts";
import { addressesIn, type PciAddress, parsePciAddress } from "../../model/pci-address.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

/** Parses what the reader of a host's condition prints. */
export function parseCondition(text: string): ConditionFacts {
  const lines = new TaggedLines(text);
  return {
    framebuffers: framebuffersOf(text),
    displayHolders: lines.has("holders-known") ? holdersOf(lines) : undefined,
    lost: lostOf(lines),
    resizableBars: lines.all("resize").flatMap(resizableBarOf),
    interruptRemapping: remappingOf(text),
    lockdown: lockdownOf(text),
    memoryAvailableBytes: kilobytes(lines.first("available")),
    hugePageBytes: kilobytes(lines.first("hugepages")),
    packagesInterrupted: lines.has("dpkg") ? lines.has("update") : undefined,
  };
}

/** Those of /proc/meminfo, where they are 1024 bytes. */
function kilobytes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text) * 1024;
}

const OWNER = /^(efifb|BOOTFB|simplefb|simple-framebuffer|simpledrm|vesafb|vesadrm|efidrm|sysfb)/;

/**
 * Lines of /proc/iomem are nested by indentation; a framebuffer lies in the window of a function, or in none.
 */
function framebuffersOf(text: string): readonly FramebufferOwner[] {
  const owners: FramebufferOwner[] = [];
  const above: { readonly indentation: number; readonly name: string }[] = [];
  for (const [, spaces = "", name = ""] of text.matchAll(/^\/proc\/iomem:( *)\S+ : (.*)$/gm)) {
    while ((above.at(-1)?.indentation ?? -1) >= spaces.length) above.pop();
    if (OWNER.test(name)) {
      const within = above.map((one) => parsePciAddress(one.name)).filter((one) => one !== undefined);
      owners.push({ owner: name, address: within.at(-1) });
    }
    above.push({ indentation: spaces.length, name });
  }
  return owners;
}

/** Lines `<pid> <node> <name>`, with the nodes' paths below /sys/devices apart. */
function holdersOf(lines: TaggedLines): readonly DisplayHolder[] {
  const addresses = new Map(lines.all("node").map((path) => [lastPart(path), addressesIn(path).at(-1)]));
  return lines.pairs("holder").flatMap(([pid, rest]) => {
    const [path = "", ...name] = rest.split(" ");
    const node = lastPart(path);
    const address = addresses.get(node);
    return address === undefined ? [] : [{ address, node, process: name.join(" "), pid: Number(pid) }];
  });
}

/**
 * The first four bytes of every configuration space that was read, in the order of the list: all ones =
 * nobody answers.
 */
function lostOf(lines: TaggedLines): readonly PciAddress[] {
  const files = lines.first("config")?.split(" ") ?? [];
  const bytes = lines.all("");
  const silent = files.filter((_, index) => bytes[index]?.trim() === "ff ff ff ff");
  return [...lines.all("lost"), ...silent.map((file) => file.slice(0, file.indexOf("/")))]
    .map((address) => parsePciAddress(address))
    .filter((address) => address !== undefined);
}

/** Bit n of the sizes = 2^n MiB is possible. */
function resizableBarOf(line: string): readonly ResizableBar[] {
  const [device = "", bar, sizes = "", start = "0", end = "0"] = line.split(" ");
  const address = parsePciAddress(device);
  const mask = BigInt(`0x${sizes.replace(/^0x/, "") || "0"}`);
  if (address === undefined || mask === 0n) return [];
  const largestBytes = 2 ** (mask.toString(2).length - 1) * 2 ** 20;
  const bytes = Number(BigInt(end) - BigInt(start) + 1n);
  return [{ address, bar: Number(bar), bytes, largestBytes }];
}

/** The interrupt chips behind an IOMMU are called `IR-…`, on Intel and AMD alike. */
function remappingOf(text: string): boolean | undefined {
  const chips = [...text.matchAll(/^\/proc\/interrupts:.* (IR-)?IO-APIC /gm)].map(([, remapped]) => remapped);
  return chips.length === 0 ? undefined : chips.some((remapped) => remapped !== undefined);
}

/** `none [integrity] confidentiality`: the one in brackets. */
function lockdownOf(text: string): ConditionFacts["lockdown"] {
  const [, level] = /^\/sys\/kernel\/security\/lockdown:.*\[(\w+)]/m.exec(text) ?? [];
  return level === "none" || level === "integrity" || level === "confidentiality" ? level : undefined;
}
