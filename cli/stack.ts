import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../toolchain/engine.ts";
import { run } from "../toolchain/local/command.ts";
import { LocalError } from "../toolchain/local/errors.ts";
import { foreground } from "../toolchain/local/foreground.ts";
import { projectDir } from "../toolchain/local/paths.mjs";
import { LAB_STACK } from "./passphrase.ts";
import { type ResourceChanges, resourceChanges } from "./update-events.ts";

/** The folder of the file backend that Pulumi.yaml names; it must exist before the first command. */
export const stateDir = join(projectDir, ".pulumi-state");

/** A stack with the engine and the environment for it. */
export interface Stack {
  readonly name: string;
  readonly pulumi: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** Selects the stack of the lab workstation, and creates it in the backend when it is not there. */
export async function openLabStack(engine: Engine, signal?: AbortSignal): Promise<Stack> {
  const env = { ...engine.env, PULUMI_CONFIG_PASSPHRASE: "" };
  const stack = { name: LAB_STACK, pulumi: engine.pulumi, env, signal };
  await mkdir(stateDir, { recursive: true });
  await run(stack.pulumi, ["stack", "select", "--create", stack.name, "--non-interactive"], settings(stack));
  return stack;
}

export interface UpdateResult {
  /** Pulumi's exit code. */
  readonly code: number;
  /** What happened to the resources; `undefined` when Pulumi ended before it could say. */
  readonly changes: ResourceChanges | undefined;
}

/** Runs `pulumi up` (or only its preview) without questions, with its output on this process's terminal. */
export async function update(
  stack: Stack,
  { previewOnly }: { readonly previewOnly: boolean },
): Promise<UpdateResult> {
  const folder = await mkdtemp(join(stateDir, "events-"));
  try {
    const events = join(folder, "events.json");
    const verb = previewOnly ? ["preview"] : ["up", "--yes", "--skip-preview=false"];
    // Pulumi hides --event-log, which its own Automation API uses, behind this variable.
    const env = { ...stack.env, PULUMI_DEBUG_COMMANDS: "true" };
    const code = await foreground(stack.pulumi, [...verb, "--stack", stack.name, "--event-log", events], {
      ...settings(stack),
      env,
    });
    const log = await readFile(events, "utf8").catch(() => "");
    return { code, changes: resourceChanges(log) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The stack's outputs, with secrets as `[secret]`. */
export async function outputs(stack: Stack): Promise<Readonly<Record<string, unknown>>> {
  const { stdout } = await run(
    stack.pulumi,
    ["stack", "output", "--json", "--stack", stack.name],
    settings(stack),
  );
  const parsed: unknown = JSON.parse(stdout);
  if (typeof parsed === "object" && parsed !== null) return { ...parsed };
  throw new LocalError({
    what: `Pulumi listed the outputs of stack ${stack.name} in an unknown form`,
    found: stdout,
  });
}

function settings({ env, signal }: Stack): {
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal | undefined;
} {
  return { cwd: projectDir, env, signal };
}
