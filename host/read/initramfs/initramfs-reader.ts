import type { InitramfsFacts } from "../../model/facts/initramfs.ts";
import { lastPart } from "../../model/names.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

const SCRIPT = `
for tool in update-initramfs mkinitramfs dracut mkinitcpio booster; do
  command -v "$tool" >/dev/null && echo "command $tool"
done
for file in /etc/initramfs-tools/initramfs.conf /etc/dracut.conf /etc/mkinitcpio.conf; do
  [ -e "$file" ] && echo "file $file"
done
for file in /etc/kernel/postinst.d/* /usr/lib/kernel/install.d/* /etc/kernel/install.d/* /usr/share/libalpm/hooks/*; do
  case $file in *initramfs* | *dracut* | *mkinitcpio*) [ -e "$file" ] && echo "hook $file" ;; esac
done
for file in /etc/kernel/install.conf /usr/lib/kernel/install.conf; do
  [ -r "$file" ] && sed -n 's/^initrd_generator=/generator /p' "$file"
done
exit 0
`;

/** Which tool makes the initramfs. */
export const initramfsReader: FactReader<InitramfsFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseInitramfs(stdout),
};

/** The tool whose hook runs for new kernels decides; without hooks, the only tool that is installed. */
export function parseInitramfs(text: string): InitramfsFacts {
  const lines = new TaggedLines(text);
  const commands = new Set(lines.all("command"));
  const installed = TOOLS.filter(([, command]) => commands.has(command));
  const generator = lines.first("generator");
  const chosen = installed.find(([tool]) => tool === generator);
  if (chosen !== undefined) return { tool: chosen[0], evidence: [`initrd_generator=${generator}`] };
  const hooked = installed.filter(([tool]) =>
    lines.all("hook").some((hook) => lastPart(hook).includes(tool)),
  );
  const [found, ...others] = hooked.length > 0 ? hooked : installed;
  if (found === undefined) return { tool: "unknown", evidence: ["no known program is installed"] };
  if (others.length > 0) {
    return {
      tool: "unknown",
      evidence: [`several are in use: ${[found, ...others].map(([tool]) => tool).join(", ")}`],
    };
  }
  const hook = lines.all("hook").find((path) => lastPart(path).includes(found[0]));
  return { tool: found[0], evidence: [found[1], ...(hook === undefined ? [] : [hook])] };
}

/** Tools and a program that only they have. dracut comes without an update-initramfs of its own on most systems, so that decides nothing. */
const TOOLS = [
  ["initramfs-tools", "mkinitramfs"],
  ["dracut", "dracut"],
  ["mkinitcpio", "mkinitcpio"],
] as const;
