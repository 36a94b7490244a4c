import { attempt } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";
import { waitFor } from "../../toolchain/local/wait.ts";
import type { MachinePaths } from "../machine/paths.ts";
import { withQmp } from "../machine/qmp.ts";
import { type Login, ssh, sshArguments } from "../machine/ssh.ts";
import type { LabOptions } from "./options.ts";

/** The snapshot of the running machine, memory included, right after its first boot. */
export const pristineSnapshot = "pristine";

type Progress = Pick<LabOptions, "onProgress" | "signal">;

/**
 * Waits until the freshly booted system has nothing left to do. Units that failed are reported, not fatal.
 */
export async function settle(login: Login, { onProgress, signal }: Progress): Promise<void> {
  const question = sshArguments(login, ["systemctl", "is-system-running"]);
  const state = await waitFor({
    question: `${login.alias} to finish booting`,
    ask: async () => {
      const { stdout } = await attempt("ssh", question, { signal, timeoutMs: 60_000 });
      return ["running", "degraded"].includes(stdout.trim()) ? stdout.trim() : undefined;
    },
    deadlineMs: 600_000,
    intervalMs: 2000,
    signal,
  });
  if (state === "running") return;
  const { stdout } = await ssh(login, ["systemctl", "--failed", "--no-legend", "--plain"], { signal });
  onProgress?.(`booted, but some units failed: ${stdout.trim()}`);
}

/** Removes packages, so that installing them is something to do. */
export async function removePackages(
  login: Login,
  packages: readonly string[],
  { onProgress, signal }: Progress,
): Promise<void> {
  if (packages.length === 0) return;
  onProgress?.(`removing ${packages.join(" ")} for this variant`);
  const purge = ["sudo", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2", "--yes", "purge"];
  await ssh(login, [...purge, ...packages], { signal, timeoutMs: 900_000 });
}

/** Keeps the running machine as the state that `returnToPristine` goes back to. */
export async function keepAsPristine(paths: MachinePaths, login: Login, { signal }: Progress): Promise<void> {
  await ssh(login, ["sync"], { signal });
  await monitor(paths, `savevm ${pristineSnapshot}`, signal);
}

/** Restores disk, memory and firmware variables of the running machine. Takes seconds. */
export async function returnToPristine(paths: MachinePaths, signal?: AbortSignal): Promise<void> {
  await monitor(paths, `loadvm ${pristineSnapshot}`, signal);
}

/** The clock of a machine continued from a snapshot stands where it was then. */
export async function setClock(login: Login, signal?: AbortSignal): Promise<void> {
  await ssh(login, ["sudo", "date", "--set", `@${Math.ceil(Date.now() / 1000)}`], { signal });
}

async function monitor(paths: MachinePaths, line: string, signal?: AbortSignal): Promise<void> {
  const answer = await withQmp(
    paths.qmpSocket,
    async (qmp) => {
      const text = await qmp.monitor(line);
      if (text === "") await qmp.execute("cont");
      return text;
    },
    { signal, timeoutMs: 300_000 },
  );
  if (answer !== "") throw new LocalError({ what: `QEMU could not run ${line}`, found: answer });
}
