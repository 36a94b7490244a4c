import { HostError } from "../../model/errors.ts";
import type { HostConnection, RunOptions } from "../../model/host-connection.ts";
import { parseInstruction, type Verb } from "../on-host/instruction.ts";
import { changeScript, undoScript } from "../on-host/programs.ts";

/** How a transaction is watched. */
export interface ApplyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Gets what is being done now. */
  readonly onStep?: (step: string) => void;
  /** How many images may be made, which takes minutes each on a slow host. Default 0. */
  readonly images?: number | undefined;
}

/** The transaction was refused before this run of it touched anything on the host. */
export class NothingTouched extends HostError {
  override readonly name: string = "NothingTouched";
}

/**
 * Writes what is stored (files, overlay, boot menu) in one remote step under one lock. Every step may be
 * repeated; after a run that was cut off, a new plan says what is left. Throws NothingTouched, or a HostError
 * when some of it was done.
 */
export async function applyStored(
  connection: HostConnection,
  instructions: readonly string[],
  options: ApplyOptions = {},
): Promise<void> {
  const images = countOf(instructions, "image") + countOf(instructions, "entry-image");
  if (instructions.length > 0) await transact(connection, changeScript, instructions, { ...options, images });
}

/**
 * Restores what the instructions name, the boot menu as it was, and everything else that we wrote. Returns
 * remarks for the user.
 */
export async function applyUndo(
  connection: HostConnection,
  instructions: readonly string[],
  options: ApplyOptions = {},
): Promise<readonly string[]> {
  return remarksOf(await transact(connection, undoScript, instructions, options));
}

/** What steps of a transaction have to tell the user. */
export function remarksOf(steps: readonly string[]): readonly string[] {
  return steps.filter((step) => step.startsWith("note ")).map((step) => step.slice(5));
}

/**
 * Runs a script of the transaction with its instructions, and returns its steps. Throws NothingTouched, or a
 * HostError when some of it was done.
 */
export async function transact(
  connection: HostConnection,
  text: string,
  instructions: readonly string[],
  { signal, onStep, images = 0 }: ApplyOptions,
): Promise<readonly string[]> {
  const steps: string[] = [];
  // rpm-ostree makes one on its own.
  const made = countOf(instructions, "initramfs");
  const options: RunOptions = {
    ...(instructions.length === 0 ? {} : { stdin: `${[...instructions, "end"].join("\n")}\n` }),
    timeoutMs: 600_000 + (images + made) * 300_000,
    signal,
    onLine: (line) => {
      if (!line.startsWith("step ")) return;
      steps.push(line.slice(5));
      onStep?.(line.slice(5));
    },
  };
  const { code, stderr } = await connection.run(text, options);
  if (code === 0) return steps;
  const problem = {
    what: "The boot configuration could not be changed",
    host: connection.host,
    found: stderr.trim() || `exit code ${code}`,
    next:
      code === 75
        ? "nothing was changed"
        : "run again when the cause is gone: it goes on, and destroy undoes it",
  };
  throw code === 75 ? new NothingTouched(problem) : new HostError(problem);
}

function countOf(instructions: readonly string[], verb: Verb): number {
  return instructions.filter((line) => parseInstruction(line).verb === verb).length;
}
