import type { InitramfsFacts } from "../../model/facts/initramfs-facts.ts";
import { lastPart } from "../../model/names.ts";
import type { FactReader } from "../../read/engine/fact-reader.ts";
import { TaggedLines } from "../../read/engine/tagged-lines.ts";
import { tools } from "./choose-tool.ts";

const SCRIPT = `
for tool in ${tools.map(({ command }) => command).join(" ")}; do
  command -v "$tool" >/dev/null && echo "command $tool"
done
for file in /etc/kernel/postinst.d/* /usr/lib/kernel/install.d/* /etc/kernel/install.d/* /usr/share/libalpm/hooks/*; do
  case $file in ${tools.map(({ name }) => `*${name}*`).join(" | ")}) [ -e "$file" ] && echo "hook $file" ;; esac
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
  const installed = tools.filter(({ command }) => commands.has(command));
  const generator = lines.first("generator");
  const chosen = installed.find(({ name }) => name === generator);
  if (chosen !== undefined) return { tool: chosen.name, evidence: [`initrd_generator=${generator}`] };
  const hooked = installed.filter(({ name }) =>
    lines.all("hook").some((hook) => lastPart(hook).includes(name)),
  );
  const [found, ...others] = hooked.length > 0 ? hooked : installed;
  if (found === undefined) return { tool: "unknown", evidence: ["no known program is installed"] };
  if (others.length > 0) {
    return {
      tool: "unknown",
      evidence: [`several are in use: ${[found, ...others].map(({ name }) => name).join(", ")}`],
    };
  }
  const hook = lines.all("hook").find((path) => lastPart(path).includes(found.name));
  return { tool: found.name, evidence: [found.command, ...(hook === undefined ? [] : [hook])] };
}
