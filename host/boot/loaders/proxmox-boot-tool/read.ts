import { lastPart } from "../../../model/names.ts";
import type { TaggedLines } from "../../../read/engine/tagged-lines.ts";
import type { LoaderReader, OwnedEntries } from "../contract/loader-reader.ts";

/** The entries that proxmox-boot-tool makes, whichever loader starts them. */
export const proxmoxReader: LoaderReader = {
  tools: ["proxmox-boot-tool"],
  script: `
for image in /boot/vmlinuz-*; do
  if [ -e "$image" ]; then echo "image $image"; fi
done
[ -r /etc/kernel/proxmox-boot-uuids ] && sed -n 's/^[0-9A-Fa-f]/proxmox-partition &/p' /etc/kernel/proxmox-boot-uuids
for file in /etc/kernel/proxmox-boot-pin /etc/kernel/next-boot-pin; do
  [ -r "$file" ] && sed 's/^/proxmox-pin /' "$file"
done
`,
  owned: (lines, { loader, entries }) => {
    const partitions = lines.all("proxmox-partition");
    if (!lines.all("tool").includes("proxmox-boot-tool") || partitions.length === 0) return undefined;
    const evidence = `/etc/kernel/proxmox-boot-uuids: ${partitions.join(", ")}`;
    const found = loader === "grub" ? { entries } : proxmoxEntries(lines);
    return { owner: "proxmox-boot-tool", evidence, ...found };
  },
};

/**
 * The partitions with the entries are mounted only while the tool works on them, so these are the entries
 * that it makes of /etc/kernel/cmdline: one for every kernel in /boot, newest first. A pinned kernel is the
 * default, one pinned for the next boot before all.
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
      ofSystem: true,
    }));
  const pinned = lines.all("proxmox-pin").at(-1)?.trim();
  return { entries, defaultEntry: entries.find(({ id }) => id === `proxmox-${pinned}`) ?? entries[0] };
}
