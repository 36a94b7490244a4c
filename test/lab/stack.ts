import type { CommandResult } from "../../toolchain/local/command.ts";
import type { Checkout, RunningPulumi } from "../driver/checkout.ts";
import { resourcesIn, type StateResource } from "../driver/state.ts";

/** A stack of a checkout, one workstation. */
export interface LabStack {
  readonly name: string;
  /** Sets a setting by its path. */
  set(path: string, value: string, options?: { readonly secret: boolean }): Promise<void>;
  /**
   * Runs `pulumi <arguments>` on this stack, whatever the exit code. Its output goes into the log, too: it is
   * what went wrong.
   */
  run(...args: readonly string[]): Promise<CommandResult>;
  /** `pulumi up` without questions. */
  up(): Promise<CommandResult>;
  /** Starts `pulumi up`, to be disturbed. */
  startUp(): RunningPulumi;
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** The resources of the state with everything that a run could forget or change. */
  resources(): Promise<readonly StateResource[]>;
}

const UP = ["up", "--yes", "--skip-preview"] as const;

/** Makes a stack whose workstation is the lab instance of the same name. */
export async function makeStack(checkout: Checkout, name: string): Promise<LabStack> {
  const run = async (...args: readonly string[]) => {
    const result = await checkout.pulumi(["--non-interactive", ...args, "--stack", name]);
    console.log(`${result.stdout}${result.stderr}`);
    return result;
  };
  const ok = async (...args: readonly string[]) => {
    const result = await checkout.pulumi(["--non-interactive", ...args, "--stack", name]);
    if (result.code !== 0) throw new Error(`pulumi ${args.join(" ")}:\n${result.stdout}${result.stderr}`);
    return result.stdout;
  };
  const set: LabStack["set"] = async (path, value, { secret } = { secret: false }) => {
    await ok("config", "set", ...(secret ? ["--secret"] : []), "--path", path, value);
  };
  await ok("stack", "init");
  await set("connection.host", name);
  await set("connection.sshConfigFile", ".lab/ssh_config");
  // An emulated workstation on a busy machine takes its time.
  await set("connection.connectTimeout", "60");
  return {
    name,
    set,
    run,
    up: () => run(...UP),
    startUp: () => checkout.startPulumi([...UP, "--non-interactive", "--stack", name]),
    outputs: async () => JSON.parse(await ok("stack", "output", "--json")),
    resources: async () => resourcesIn(await ok("stack", "export")),
  };
}
