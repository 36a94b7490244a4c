import type { SleepBlocks } from "../../model/facts/sleep-blocks-facts.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

export const SCRIPT = `
for unit in /etc/systemd/system/pulumi-vfio-awake-*.path; do
  [ -e "$unit" ] || continue
  id=\${unit##*/pulumi-vfio-awake-}
  id=\${id%.path}
  echo "block $id"
  [ ! -e "/etc/systemd/system/paths.target.wants/\${unit##*/}" ] || echo "enabled $id"
  sed "s/^/path $id /" "$unit"
  [ ! -e "\${unit%.path}.service" ] || sed "s/^/service $id /" "\${unit%.path}.service"
done
exit 0
`;

/** Which guests keep the host from sleeping. */
export const sleepBlocksReader: FactReader<SleepBlocks> = {
  script: SCRIPT,
  parse: ({ stdout }) => {
    const lines = new TaggedLines(stdout);
    const enabled = lines.all("enabled");
    const textOf = (tag: string, id: string) =>
      lines
        .pairs(tag)
        .flatMap(([of, line]) => (of === id ? [`${line}\n`] : []))
        .join("");
    return Object.fromEntries(
      lines
        .all("block")
        .map((id) => [
          id,
          { path: textOf("path", id), service: textOf("service", id), enabled: enabled.includes(id) },
        ]),
    );
  },
};
