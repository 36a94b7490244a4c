export * from "./generated/index.ts";
export type { KernelSettings } from "./kernel-settings.ts";
export { Workstation } from "./workstation.ts";
export type { GuestArgs, GuestImage, WorkstationArgs } from "./workstation-args.ts";
