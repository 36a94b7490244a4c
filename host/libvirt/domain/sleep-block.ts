import type { SleepBlock } from "../../model/facts/sleep-blocks-facts.ts";

const NOTICE = "# Written by pulumi-vfio (Domain) and removed by it.\n";

/**
 * libvirt keeps a file with the process id of a guest while that runs, however it was started. The path unit
 * waits for it, and the service that it starts holds a lock of logind until it is gone; then the path unit
 * waits again. A laptop's lid has a lock of its own, because logind does not ask for that of sleep there.
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
