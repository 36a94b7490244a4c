import type { BootLoaderFacts } from "../../model/facts/boot-loader-facts.ts";
import { sourceKinds } from "../../model/facts/boot-sources-facts.ts";
import type { FactReader } from "../../read/engine/fact-reader.ts";
import { sourcesScript } from "./boot-sources.ts";
import { loaders } from "./choose-loader.ts";
import { parseBootLoader } from "./parse-boot-loader.ts";

const readers = loaders.flatMap(({ read }) => read ?? []);

// Files of efivarfs cannot be sought in, which tail does unless it reads a pipe. systemd-boot puts
// backslashes on the command line (initrd=\path), which echo would take for escapes. Files are hashed before
// they are read: one that changes between is found to have changed.
const SCRIPT = String.raw`
root=
${sourcesScript}
echo sources
boot_sources ${sourceKinds.join(" ")} | sed 's/^/source /'
variables=/sys/firmware/efi/efivars
for name in LoaderInfo StubInfo LoaderEntrySelected LoaderEntryDefault LoaderEntryOneShot; do
  file=$variables/$name-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
  [ -e "$file" ] && printf 'variable %s %s\n' "$name" "$(cat "$file" | tail -c +5 | tr -d '\000')"
done
read -r line </proc/cmdline && printf 'cmdline %s\n' "$line"
[ -r /etc/machine-id ] && read -r line </etc/machine-id && echo "machine-id $line"
cd /lib/modules 2>/dev/null && for version in *; do
  if [ -d "$version" ]; then echo "installed $version"; fi
  if [ -r "$version/pkgbase" ]; then sed 's/^/installed-as /' "$version/pkgbase"; fi
done
[ -e /etc/kernel/cmdline ] && sed 's/^/kernel-cmdline /' /etc/kernel/cmdline
${readers.map(({ script = "" }) => script).join("")}
for tool in ${readers.flatMap(({ tools = [] }) => tools).join(" ")}; do
  command -v "$tool" >/dev/null && echo "tool $tool"
done
exit 0
`;

/** Which boot loader this host uses and what it is configured to start. */
export const bootLoaderReader: FactReader<BootLoaderFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseBootLoader(stdout),
};
