import type { settingProperties } from "../host/boot/settings/all-settings.ts";
import type { HostKernelArgs } from "./generated/host-kernel.ts";

/**
 * The typed kernel settings among the arguments of HostKernel. docs/kernel.md says more of each, and when not
 * to use it.
 */
export type KernelSettings = Pick<HostKernelArgs, keyof typeof settingProperties>;
