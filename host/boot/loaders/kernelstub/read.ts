import { parseCommandLine, valuesOf } from "../../../model/command-line/command-line.ts";
import type { BootEntry } from "../../../model/facts/boot-loader-facts.ts";
import { claimed, type LoaderReader } from "../contract/loader-reader.ts";

/** The entries of kernelstub, which systemd-boot starts. */
export const kernelstubReader: LoaderReader = {
  tools: ["kernelstub"],
  script: `
if [ -e /etc/kernelstub/configuration ]; then
  echo "kernelstub /etc/kernelstub/configuration"
  for name in vmlinuz initrd.img vmlinuz.old initrd.img.old; do
    if [ -e "/boot/$name" ]; then echo "link $name $(readlink -f "/boot/$name")"; fi
  done
fi
`,
  owned: (lines, { loader, entries }) => {
    const isUsed = lines.all("tool").includes("kernelstub") && lines.has("kernelstub");
    if (loader !== "systemd-boot" || !isUsed) return undefined;
    const links = new Map(lines.pairs("link"));
    const own = claimed(entries, "kernelstub", isKernelstubs).map((entry) => withOrigin(entry, links));
    if (own.every(({ source }) => source === undefined)) return undefined;
    return { owner: "kernelstub", evidence: `${lines.first("kernelstub")} and its entries`, entries: own };
  },
};

/**
 * kernelstub copies what /boot/vmlinuz and /boot/initrd.img are links to, and for the entry of the kernel
 * before that what the links `.old` are.
 */
function withOrigin(entry: BootEntry, links: ReadonlyMap<string, string>): BootEntry {
  if (entry.source !== "kernelstub") return entry;
  const end = entry.kernel.endsWith("-previous.efi") ? ".old" : "";
  const [kernel, image] = [links.get(`vmlinuz${end}`), links.get(`initrd.img${end}`)];
  return kernel === undefined || image === undefined ? entry : { ...entry, copyOf: { kernel, image } };
}

/**
 * `/EFI/Pop_OS-<UUID of the root file system>/vmlinuz.efi`: the recovery partition's entry names another file
 * system.
 */
function isKernelstubs({ kernel, commandLine }: BootEntry): boolean {
  const [, uuid = ""] =
    /^\/EFI\/[^/]+-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\/vmlinuz/i.exec(kernel) ?? [];
  return uuid !== "" && valuesOf(parseCommandLine(commandLine), "root").includes(`UUID=${uuid}`);
}
