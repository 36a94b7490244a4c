import { messageOf } from "../host/model/errors.ts";
import { LocalError } from "../toolchain/local/errors.ts";
import { foreground } from "../toolchain/local/foreground.ts";
import { stopOnSignals } from "../toolchain/local/interrupt.ts";
import { createProgress } from "../toolchain/local/progress.ts";
import { type LabCommand, parseCommand, usage } from "./cli.ts";
import { openConsole } from "./console.ts";
import { labPassword } from "./image/recipe.ts";
import { type LabInstance, labStatus, removeLab, resetLab, startLab, stopLab } from "./index.ts";
import { loginOf } from "./instance/login.ts";
import { defaultName } from "./instance/options.ts";
import { defaultLabDir, instancePaths } from "./instance/paths.ts";
import { readRecord } from "./instance/record.ts";
import { machinePid } from "./machine/process.ts";
import { statusLines } from "./status-lines.ts";

const started = performance.now();
const seconds = (): number => Math.round((performance.now() - started) / 1000);
const { say: onProgress } = createProgress();
const interrupt = stopOnSignals();

try {
  process.exitCode = await execute(parseCommand(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof LocalError || interrupt.signal.aborted ? messageOf(error) : error);
  process.exitCode = interrupt.exitCode() ?? 1;
}

async function execute(command: LabCommand): Promise<number> {
  const options = { name: command.name ?? defaultName, onProgress, signal: interrupt.signal };
  switch (command.command) {
    case "help":
      console.log(usage);
      return 0;
    case "start":
      return start(options, command);
    case "reset":
      ready(await resetLab({ ...options, variants: command.variants }), "is in its pristine state");
      return 0;
    case "stop":
      console.log(`${options.name}: ${await stopLab({ ...options, now: command.now })} (${seconds()} s)`);
      return 0;
    case "remove":
      await removeLab(options);
      console.log(`${options.name}: removed`);
      return 0;
    case "status":
      return status(command);
    case "ssh":
      return login(requireRunning(options.name), command);
    case "console":
      requireRunning(options.name);
      console.error(
        `Serial console of ${options.name}; log in as pw, password "${labPassword}"; leave with Ctrl-]`,
      );
      interrupt.release();
      await openConsole(instancePaths(defaultLabDir, options.name).serialSocket);
      return 0;
  }
}

async function start(options: Parameters<typeof startLab>[0] & { name: string }, command: LabCommand) {
  const wasRunning = machinePid(instancePaths(defaultLabDir, options.name)) !== undefined;
  const instance = await startLab({ ...options, variants: command.variants });
  ready(instance, wasRunning ? "was running already" : "is running");
  return 0;
}

function ready(instance: LabInstance, state: string): void {
  console.log(`${instance.name} ${state} (${seconds()} s)`);
  console.log(`  ssh -F ${instance.sshConfigPath} ${instance.name}`);
  console.log(`  serial console: ${instance.serialPath}`);
}

async function status({ name, json }: LabCommand): Promise<number> {
  const states = await labStatus({ name, signal: interrupt.signal });
  console.log(json ? JSON.stringify(states, null, 2) : statusLines(states));
  return 0;
}

function requireRunning(name: string) {
  const paths = instancePaths(defaultLabDir, name);
  const record = readRecord(paths);
  if (record !== undefined && machinePid(paths) !== undefined) return record;
  throw new LocalError({
    what: `The lab instance ${name} is not running`,
    next: `\`npm run lab -- start --name ${name}\``,
  });
}

/** Hands the terminal and the signals to ssh and returns its exit code. */
function login(record: ReturnType<typeof requireRunning>, { user, rest }: LabCommand): Promise<number> {
  const { configPath, alias } = loginOf(record);
  const args = ["-F", configPath, ...(user === undefined ? [] : ["-l", user]), alias, ...rest];
  interrupt.release();
  return foreground("ssh", args);
}
