import type { ModuleOptions } from "../../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../../model/command-line/arguments.ts";
import type { Contribution } from "../contribution/contribution.ts";
import type { AskedBinding } from "./binding-choice.ts";

/** What the user declares of a boot configuration. */
export interface DeclaredBoot {
  /** Arguments beyond ours. */
  readonly commandLine: KernelArguments;
  readonly moduleOptions: ModuleOptions;
  readonly allowBootDisplay: boolean;
  readonly iommuPassthrough: boolean;
  /** How functions are bound at boot. Default auto. */
  readonly binding?: AskedBinding | undefined;
  /** What the typed kernel settings add. */
  readonly added?: Contribution | undefined;
}
