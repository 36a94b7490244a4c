import { diagnose } from "../../diagnosis/diagnose.ts";
import type { DomainFacts } from "../../model/facts/libvirt-facts.ts";
import type { HostConnection } from "../../model/host-connection.ts";

const LOG_END = `tail -n 60 "/var/log/libvirt/qemu/$1.log"`;

/**
 * Why a guest ended on its own in a way that a guest should not, from the end of QEMU's log; `undefined` for
 * one that did not.
 */
export async function crashReport(
  connection: HostConnection,
  { name, state, reason }: DomainFacts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const crashed = state === "crashed" || reason === "crashed" || reason === "failed";
  if (!crashed) return undefined;
  const { stdout } = await connection.run(LOG_END, { args: [name], signal });
  const { cause, next } = diagnose(stdout);
  return [
    `The guest ${name} ended on its own (${reason ?? state}). QEMU said:`,
    ...tellingLines(stdout).map((line) => `  ${line}`),
    ...(cause === undefined ? [] : [`Likely because ${cause}.`]),
    ...(next === undefined ? [] : [`Next: ${next}`]),
  ].join("\n");
}

/** The lines of QEMU's log that say something: neither the command line nor the dump of registers. */
export function tellingLines(log: string): readonly string[] {
  return log
    .split("\n")
    .filter((line) => /qemu|vfio|kvm|error|fail|shutting down/i.test(line) && !line.startsWith("-"))
    .slice(-5);
}
