/**
 * The emulated workstation: a PC in plain emulation that really boots, for trying things out and for tests.
 */
export { ensureImage } from "./image/image.ts";
export { type LabInstance, resetLab, startLab } from "./instance/instance.ts";
export type { LabOptions } from "./instance/options.ts";
export type { StartOptions } from "./instance/start.ts";
export { type LabStatus, labStatus } from "./instance/status.ts";
export { removeLab, type StopOptions, stopLab } from "./instance/stop.ts";
export { installPackages } from "./machine/required-packages.ts";
export { parseVariants, type Variants } from "./machine/variants.ts";
