import { parseCommandLine, valuesOf } from "../../model/command-line/command-line.ts";
import type { BootEntry, BootLoaderFacts, EntriesOwner } from "../../model/facts/boot-loader.ts";
import { lastPart } from "../../model/names.ts";
import type { TaggedLines } from "../engine/tagged-lines.ts";
import { deploymentEntries, parseDeployments } from "./deployment-entries.ts";
import { grub2BlsDefault, isGrub2Bls, isOfSnapshot } from "./sdbootutil-entries.ts";

/** Entries, and the program that owns them. */
export interface OwnedEntries {
  readonly owner: EntriesOwner;
  /** Why it counts as the owner, in words for the user. */
  readonly evidence: string;
  readonly entries: readonly BootEntry[];
  /** The default entry, where the loader does not choose it among files on its own. */
  readonly defaultEntry?: BootEntry | undefined;
}

/**
 * The program that owns the entries this system was started from; `undefined` when they belong to nobody who would make them anew. A program that
 * is only installed owns nothing: what it keeps must be there, and the loader that it serves must have started the system.
 */
export function ownedEntries(
  lines: TaggedLines,
  { loader, entries, grub }: Pick<BootLoaderFacts, "loader" | "entries" | "grub">,
): OwnedEntries | undefined {
  const tools = lines.all("tool");
  const running = parseCommandLine(lines.first("cmdline") ?? "");
  if (valuesOf(running, "ostree").length > 0) {
    const evidence = "ostree= on the command line";
    return { owner: "rpm-ostree", evidence, ...deploymentEntries(entries, parseDeployments(lines)) };
  }
  const partitions = lines.all("proxmox-partition");
  if (tools.includes("proxmox-boot-tool") && partitions.length > 0) {
    const evidence = `/etc/kernel/proxmox-boot-uuids: ${partitions.join(", ")}`;
    return loader === "grub"
      ? { owner: "proxmox-boot-tool", evidence, entries }
      : { owner: "proxmox-boot-tool", evidence, ...proxmoxEntries(lines) };
  }
  if (loader === "systemd-boot" && tools.includes("kernelstub") && lines.has("kernelstub")) {
    const links = new Map(lines.pairs("link"));
    const own = claimed(entries, "kernelstub", isKernelstubs).map((entry) => withOrigin(entry, links));
    const evidence = `${lines.first("kernelstub")} and its entries`;
    return own.some(({ source }) => source !== undefined)
      ? { owner: "kernelstub", evidence, entries: own }
      : undefined;
  }
  const takesFiles = loader === "systemd-boot" || grub?.usesLoaderEntries === true || isGrub2Bls(lines);
  if (tools.includes("sdbootutil") && takesFiles) {
    const evidence = "sdbootutil is installed";
    const own = claimed(entries, "sdbootutil", isOfSnapshot(lines));
    const defaultEntry = loader === "grub" ? grub2BlsDefault(lines, own) : undefined;
    return { owner: "sdbootutil", evidence, entries: own, defaultEntry };
  }
  return undefined;
}

/** The entries, with the owner as the source of its own and with no source of the others. */
function claimed(
  entries: readonly BootEntry[],
  owner: EntriesOwner,
  isOwn: (entry: BootEntry) => boolean,
): readonly BootEntry[] {
  return entries.map(({ source: _, ...entry }) => (isOwn(entry) ? { ...entry, source: owner } : entry));
}

/** kernelstub copies what /boot/vmlinuz and /boot/initrd.img are links to, and for the entry of the kernel before that what the links `.old` are. */
function withOrigin(entry: BootEntry, links: ReadonlyMap<string, string>): BootEntry {
  if (entry.source !== "kernelstub") return entry;
  const end = entry.kernel.endsWith("-previous.efi") ? ".old" : "";
  const [kernel, image] = [links.get(`vmlinuz${end}`), links.get(`initrd.img${end}`)];
  return kernel === undefined || image === undefined ? entry : { ...entry, copyOf: { kernel, image } };
}

/** `/EFI/Pop_OS-<UUID of the root file system>/vmlinuz.efi`: the recovery partition's entry names another file system. */
function isKernelstubs({ kernel, commandLine }: BootEntry): boolean {
  const [, uuid = ""] =
    /^\/EFI\/[^/]+-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\/vmlinuz/i.exec(kernel) ?? [];
  return uuid !== "" && valuesOf(parseCommandLine(commandLine), "root").includes(`UUID=${uuid}`);
}

/**
 * The partitions with the entries are mounted only while the tool works on them, so these are the entries that it makes of /etc/kernel/cmdline:
 * one for every kernel in /boot, newest first. A pinned kernel is the default, one pinned for the next boot before all.
 */
function proxmoxEntries(lines: TaggedLines): Pick<OwnedEntries, "entries" | "defaultEntry"> {
  const running = (lines.first("cmdline") ?? "").replaceAll(/(?:^| )(?:initrd|BOOT_IMAGE)=\S+/g, "");
  const commandLine = (lines.has("kernel-cmdline") ? lines.all("kernel-cmdline").join(" ") : running).trim();
  const entries = lines
    .all("image")
    .map((image) => lastPart(image).replace(/^vmlinuz-/, ""))
    .sort((left, right) => right.localeCompare(left, "en", { numeric: true }))
    .map((version) => ({
      id: `proxmox-${version}`,
      title: `Proxmox (${version})`,
      kernel: `/EFI/proxmox/${version}/vmlinuz-${version}`,
      commandLine,
      initrds: [`/EFI/proxmox/${version}/initrd.img-${version}`],
      copyOf: { kernel: `/boot/vmlinuz-${version}`, image: `/boot/initrd.img-${version}` },
      source: "proxmox-boot-tool",
    }));
  const pinned = lines.all("proxmox-pin").at(-1)?.trim();
  return { entries, defaultEntry: entries.find(({ id }) => id === `proxmox-${pinned}`) ?? entries[0] };
}
