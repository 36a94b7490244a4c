import type { FactReader } from "../facts/reader.ts";
import { TaggedLines } from "../facts/tagged.ts";

/** The two units of systemd by which the host does not sleep while a guest runs. */
export interface SleepBlock {
  /** Text of the unit that waits for the guest. */
  readonly path: string;
  /** Text of the unit that holds the host awake. */
  readonly service: string;
  /** Whether it waits from the host's start on. */
  readonly enabled: boolean;
}

/** Those that are on the host, by the domain's UUID. */
export type SleepBlocks = Readonly<Record<string, SleepBlock>>;

const SCRIPT = `
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

const NOTICE = "# Written by pulumi-vfio (Domain) and removed by it.\n";

/**
 * libvirt keeps a file with the process id of a guest while that runs, however it was started. The path unit waits for it, and the service that it
 * starts holds a lock of logind until it is gone; then the path unit waits again. A laptop's lid has a lock of its own, because logind
 * does not ask for that of sleep there.
 */
export function sleepBlockOf(name: string): SleepBlock {
  const file = `/run/libvirt/qemu/${name}.pid`;
  return {
    path: `${NOTICE}[Unit]
Description=Waits for the guest ${name}, while which the host must not sleep

[Path]
PathExists=${file}

[Install]
WantedBy=paths.target
`,
    service: `${NOTICE}[Unit]
Description=Keeps the host from sleeping while the guest ${name} runs

[Service]
ExecStart=/usr/bin/systemd-inhibit --what=sleep:handle-lid-switch --mode=block --who=pulumi-vfio "--why=The guest ${name} has PCI functions" /bin/sh -c "while [ -e ${file} ]; do sleep 2; done"
`,
    enabled: true,
  };
}

/** Whether the host has exactly what keeps it awake for a guest of that name. */
export function isSleepBlocked(found: SleepBlock | undefined, name: string): boolean {
  const wanted = sleepBlockOf(name);
  return found?.path === wanted.path && found.service === wanted.service && found.enabled;
}

/** What is to be done so that a guest does, or does not, keep the host awake. */
export function planSleepBlock(
  found: SleepBlock | undefined,
  name: string,
  wanted: boolean,
): "write" | "remove" | undefined {
  if (wanted) return isSleepBlocked(found, name) ? undefined : "write";
  return found === undefined ? undefined : "remove";
}

/** That in words, for a preview. */
export function describeSleepBlock(plan: ReturnType<typeof planSleepBlock>, name: string): readonly string[] {
  if (plan === "write") return [`keep the host from sleeping while ${name} runs (two units of systemd)`];
  return plan === "remove" ? [`let the host sleep while ${name} runs, as before`] : [];
}
