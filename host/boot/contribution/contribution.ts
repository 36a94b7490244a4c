import type { ModuleOptions } from "../../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../../model/command-line/arguments.ts";

/** What one setting adds to a boot configuration. */
export interface Contribution {
  readonly commandLine: KernelArguments;
  /** Arguments that HostKernel sets in any case, with the value that they get because of the setting. */
  readonly ownArguments: Readonly<Record<string, string>>;
  readonly moduleOptions: ModuleOptions;
  /** Our files: path → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Why this host cannot have the setting, each with the setting's path. Nothing is done then. */
  readonly problems: readonly string[];
  /** What the user should know before it is done. */
  readonly warnings: readonly string[];
}

/** A contribution of some parts. */
export function contribution(parts: Partial<Contribution> = {}): Contribution {
  return { ...NOTHING, ...parts };
}

const NOTHING: Contribution = {
  commandLine: {},
  ownArguments: {},
  moduleOptions: {},
  files: {},
  problems: [],
  warnings: [],
};

/** A contribution that is nothing but a refusal. */
export function refusal(...problems: readonly string[]): Contribution {
  return contribution({ problems });
}

/** All contributions as one. */
export function sumOf(parts: readonly Contribution[]): Contribution {
  return {
    commandLine: Object.assign({}, ...parts.map(({ commandLine }) => commandLine)),
    ownArguments: Object.assign({}, ...parts.map(({ ownArguments }) => ownArguments)),
    moduleOptions: Object.assign({}, ...parts.map(({ moduleOptions }) => moduleOptions)),
    files: Object.assign({}, ...parts.map(({ files }) => files)),
    problems: parts.flatMap(({ problems }) => problems),
    warnings: parts.flatMap(({ warnings }) => warnings),
  };
}
