import type { Lifeline, LifelinePart } from "../../model/facts/lifelines-facts.ts";
import { lastPart, unique } from "../../model/names.ts";
import { addressesIn, type PciAddress } from "../../model/pci-address.ts";
import type { TaggedLines } from "../engine/tagged-lines.ts";

/** Without these the host does not run, wherever they are. */
const ESSENTIAL = ["/", "/boot", "/boot/efi", "/efi", "/usr", "/var", "/home"];

/**
 * The controllers under everything that is mounted from a disk, and under swap: through partitions, LVM,
 * LUKS, md, btrfs, ZFS and NVMe multipath. Something essential that cannot be followed to hardware makes the
 * answer unknown.
 */
export function followDisks(lines: TaggedLines): Lifeline {
  const disks = blockDevicesOf(lines);
  const uses = [...mountsOf(lines, disks), ...swapsOf(lines, disks)];
  const parts: LifelinePart[] = uses.map(({ use, device, blocks }) => ({
    use,
    device,
    addresses: unique(blocks.flatMap((block) => hardware(block, disks) ?? [])),
  }));
  const lost = uses.find(
    ({ essential, blocks }) =>
      essential && (blocks.length === 0 || blocks.some((block) => hardware(block, disks) === undefined)),
  );
  if (lost !== undefined) {
    return {
      state: "unknown",
      because: `${lost.use} on ${lost.device} could not be followed to hardware`,
      parts,
    };
  }
  if (!uses.some(({ use }) => use === "/")) {
    return { state: "unknown", because: "no file system is mounted at /", parts };
  }
  return { state: "known", addresses: unique(parts.flatMap((part) => part.addresses)), parts };
}

interface BlockDevices {
  readonly paths: ReadonlyMap<string, string>;
  readonly byNumbers: ReadonlyMap<string, string>;
  readonly byMapperName: ReadonlyMap<string, string>;
  readonly slaves: ReadonlyMap<string, readonly string[]>;
  /** Paths of the controllers of an NVMe subsystem (`nvme-subsys0`). */
  readonly nvme: ReadonlyMap<string, readonly string[]>;
  /** Sets of devices that are one btrfs file system. */
  readonly btrfs: readonly (readonly string[])[];
}

function blockDevicesOf(lines: TaggedLines): BlockDevices {
  const blocks = lines.pairs("block");
  return {
    paths: new Map(blocks.map(([, path]) => [lastPart(path), path])),
    byNumbers: new Map(blocks.map(([numbers, path]) => [numbers, lastPart(path)])),
    byMapperName: new Map(lines.pairs("mapper").map(([path, name]) => [name, lastPart(path)])),
    slaves: grouped(lines.pairs("slave").map(([path, slave]) => [lastPart(path), lastPart(slave)])),
    nvme: grouped(
      lines
        .pairs("nvme")
        .map(([link, path]) => [link.split("/").find((part) => part.startsWith("nvme-subsys")) ?? "", path]),
    ),
    btrfs: [
      ...grouped(
        lines.all("btrfs").map((path) => [path.split("/").at(-3) ?? "", lastPart(path)] as const),
      ).values(),
    ],
  };
}

interface Use {
  readonly use: string;
  readonly device: string;
  readonly blocks: readonly string[];
  readonly essential: boolean;
}

/** Lines `<major:minor> <mount point> [optional fields] - <type> <source> <options>`. */
function mountsOf(lines: TaggedLines, disks: BlockDevices): readonly Use[] {
  return lines.all("mount").flatMap((line) => {
    const [numbers = "", point = "", ...rest] = line.split(" ");
    const [type = "", source = ""] = rest.slice(rest.indexOf("-") + 1);
    const name = type === "zfs" ? undefined : (disks.byNumbers.get(numbers) ?? named(source, disks));
    const blocks =
      type === "zfs" ? poolOf(source, lines, disks) : name === undefined ? [] : withBtrfs(name, disks);
    const use = { use: point, device: source, blocks, essential: ESSENTIAL.includes(point) };
    return use.essential || blocks.length > 0 ? [use] : [];
  });
}

function swapsOf(lines: TaggedLines, disks: BlockDevices): readonly Use[] {
  return lines.all("swap").flatMap((device) => {
    const name = named(device, disks);
    return name === undefined ? [] : [{ use: "swap", device, blocks: [name], essential: true }];
  });
}

/**
 * `zpool list -vHPL` prints pools and, indented by a tab, their devices as paths; `zpool` lines have the
 * first word of each.
 */
function poolOf(source: string, lines: TaggedLines, disks: BlockDevices): readonly string[] {
  const pool = source.split("/")[0];
  const rows = lines.all("zpool");
  const start = rows.indexOf(pool ?? "");
  if (start === -1) return [];
  const members: (string | undefined)[] = [];
  for (const row of rows.slice(start + 1)) {
    if (row.startsWith("/")) members.push(named(row, disks));
    else if (!/^(mirror|raidz|draid|spare|replacing|log|cache|special|dedup|spares|logs)/.test(row)) break;
  }
  return unique(members);
}

function withBtrfs(name: string, disks: BlockDevices): readonly string[] {
  return disks.btrfs.find((members) => members.includes(name)) ?? [name];
}

/** The kernel's name of `/dev/sda2` or `/dev/mapper/vg-root`. */
function named(file: string, disks: BlockDevices): string | undefined {
  const name = file.replace(/^\/dev\//, "");
  if (disks.paths.has(name)) return name;
  return disks.byMapperName.get(name.replace(/^mapper\//, ""));
}

/**
 * The functions under a block device; none for hardware that is not PCI; `undefined` when it ends nowhere.
 */
function hardware(
  name: string,
  disks: BlockDevices,
  seen: readonly string[] = [],
): readonly PciAddress[] | undefined {
  const path = disks.paths.get(name);
  if (path === undefined || seen.includes(name)) return undefined;
  if (!path.startsWith("/sys/devices/virtual/")) return addressesIn(path).slice(-1);
  const controllers = disks.nvme.get(path.split("/").find((part) => part.startsWith("nvme-subsys")) ?? "");
  if (controllers !== undefined)
    return controllers.flatMap((controller) => addressesIn(controller).slice(-1));
  const parent = path.split("/").at(-2) ?? "";
  const below = disks.slaves.get(name) ?? (disks.paths.has(parent) ? [parent] : []);
  const found = below.map((slave) => hardware(slave, disks, [...seen, name]));
  return found.length === 0 || found.includes(undefined)
    ? undefined
    : found.flatMap((addresses) => addresses ?? []);
}

function grouped(pairs: readonly (readonly [string, string])[]): Map<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}
