import { spawn } from "node:child_process";
import { exitOf, type GroupOptions, place } from "./process-group.ts";

/**
 * Runs a program that shares this process's terminal and returns its exit code. It gets an interrupt exactly
 * once: from the terminal where there is one, else from this process. Pulumi takes a second one for "stop at
 * once".
 */
export function foreground(
  file: string,
  args: readonly string[],
  options: Pick<GroupOptions, "cwd" | "env"> = {},
): Promise<number> {
  const terminal = process.stdin.isTTY === true;
  const child = spawn(file, args, { stdio: "inherit", ...place(options), detached: !terminal });
  let passedOn = Number.NEGATIVE_INFINITY;
  const passOn = (signal: NodeJS.Signals) => {
    if (signal === "SIGINT" && terminal) return;
    // npm and a shell may both pass on the interrupt that the whole group got.
    if (performance.now() - passedOn < 1_000) return;
    passedOn = performance.now();
    // Pulumi winds up after SIGTERM as after an interrupt, but SIGHUP ends it where it is.
    child.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, passOn);
  return exitOf(child, file).finally(() => {
    for (const signal of signals) process.removeListener(signal, passOn);
  });
}
