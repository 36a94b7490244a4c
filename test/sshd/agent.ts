import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { waitFor } from "./sshd.ts";

/** A running ssh-agent. */
export interface TestAgent {
  readonly socket: string;
  /** Gives it the private key of a file, which must not be locked. */
  readonly add: (path: string) => void;
  readonly stop: () => void;
}

/** Starts an ssh-agent that listens on `socket`. */
export async function startAgent(socket: string): Promise<TestAgent> {
  const child = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  await waitFor(() => existsSync(socket));
  return {
    socket,
    add: (path) => {
      execFileSync("ssh-add", ["-q", path], {
        env: { ...process.env, SSH_AUTH_SOCK: socket },
        stdio: "pipe",
      });
    },
    stop: () => child.kill("SIGTERM"),
  };
}
