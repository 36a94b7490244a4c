import type { ModuleOptions } from "../../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../../model/command-line/arguments.ts";

/** What one setting adds to a boot configuration. */
export interface Contribution {
  readonly commandLine: KernelArguments;
  readonly moduleOptions: ModuleOptions;
  /** Why it cannot be so on this host, each with the setting's path; nothing is done then. */
  readonly problems: readonly string[];
  /** What a person should know before it is done. */
  readonly warnings: readonly string[];
}

/** A contribution of some parts. */
export function contribution(parts: Partial<Contribution> = {}): Contribution {
  return { commandLine: {}, moduleOptions: {}, problems: [], warnings: [], ...parts };
}

/** A contribution that is nothing but a refusal. */
export function refusal(...problems: readonly string[]): Contribution {
  return contribution({ problems });
}
