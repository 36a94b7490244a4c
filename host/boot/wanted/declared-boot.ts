import type { ModuleOptions } from "../../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../../model/command-line/arguments.ts";
import type { Contribution } from "../settings/contribution.ts";
import type { SysctlValues } from "../settings/sysctl.ts";
import type { AskedBinding } from "./binding-choice.ts";

/** What a person declares of a boot configuration. */
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
  readonly sysctl?: SysctlValues | undefined;
  /** Whether the graphics of an Intel processor are left out of the IOMMU. Default false. */
  readonly igfxOff?: boolean | undefined;
  /** Whether the power of the functions may be cut while they sleep. Default true. */
  readonly d3coldAllowed?: boolean | undefined;
}
