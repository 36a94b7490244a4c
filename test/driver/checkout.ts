import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { labStatus, removeLab } from "../../lab/index.ts";
import { attempt, type CommandResult } from "../../toolchain/local/command.ts";
import { projectDir } from "../../toolchain/local/paths.mjs";

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Gets every line as it comes. */
  readonly onLine?: (line: string) => void;
}

/** A copy of the project as the user would have cloned it, with a state and lab workstations of its own. */
export interface Checkout {
  readonly dir: string;
  readonly labDir: string;
  /** Runs `npm <arguments>` in it to the end, whatever the exit code. */
  npm(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Runs the project's Pulumi in it, through `npm run -s pulumi`, with the empty passphrase. */
  pulumi(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Starts the project's Pulumi in it, to be interrupted. */
  startPulumi(args: readonly string[]): RunningPulumi;
  /** Switches its lab workstations off. The files stay, for a look at what went wrong. */
  close(): Promise<void>;
}

/** Pulumi while it runs. */
export interface RunningPulumi {
  /** Resolves when a line of the output holds this text; rejects when it ends before. */
  said(text: string): Promise<void>;
  /** One Ctrl-C. */
  interrupt(): void;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Where the copies of the test runs are. */
const checkoutsDir = join(projectDir, "test-results", "checkouts");

const LEFT_OUT = ["node_modules", ".git", ".lab", ".pulumi-state", "test-results"];

/** Makes the copy `name` anew, with the packages that are installed already. */
export async function makeCheckout(name: string): Promise<Checkout> {
  const dir = join(checkoutsDir, name);
  const labDir = join(dir, ".lab");
  await removeLabs(labDir);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const entries = (await readdir(projectDir)).filter((entry) => !LEFT_OUT.includes(entry));
  await Promise.all(
    entries.map((entry) => cp(join(projectDir, entry), join(dir, entry), { recursive: true })),
  );
  await symlink(join(projectDir, "node_modules"), join(dir, "node_modules"));
  const npm = (args: readonly string[], options: RunOptions = {}) =>
    attempt("npm", args, { cwd: dir, ...options });
  return {
    dir,
    labDir,
    npm,
    pulumi: (args, { env, ...rest } = {}) =>
      npm(["run", "-s", "pulumi", "--", ...args], { env: { PULUMI_CONFIG_PASSPHRASE: "", ...env }, ...rest }),
    startPulumi: (args) => startPulumi(dir, args),
    close: () => removeLabs(labDir),
  };
}

function startPulumi(dir: string, args: readonly string[]): RunningPulumi {
  const env = { ...process.env, PULUMI_CONFIG_PASSPHRASE: "" };
  const stdio = ["ignore", "pipe", "pipe"] as const;
  const child = spawn("npm", ["run", "-s", "pulumi", "--", ...args], { cwd: dir, env, stdio: [...stdio] });
  const output = new EventEmitter();
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      output.emit("more");
    });
  }
  const ended = once(child, "close").then(([code]: (number | null)[]) => ({
    code: code ?? null,
    output: text,
  }));
  const said = async (wanted: string) => {
    while (!text.includes(wanted)) {
      const end = await Promise.race([once(output, "more").then(() => undefined), ended]);
      if (end !== undefined) throw new Error(`pulumi ended without saying "${wanted}":\n${text}`);
    }
  };
  return { said, interrupt: () => void child.kill("SIGINT"), ended };
}

/** Removes every lab workstation of a folder; a folder that is not there has none. */
async function removeLabs(labDir: string): Promise<void> {
  const instances = await labStatus({ labDir }).catch(() => []);
  for (const { name } of instances) await removeLab({ labDir, name });
}
