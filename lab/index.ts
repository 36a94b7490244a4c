/** The emulated workstation: a PC in plain emulation that really boots, for trying things out and for tests. */
export {
  installCommand,
  installPackages,
  missingPackages,
  requiredPackages,
} from "./debian-packages.ts";
export { LabError } from "./errors.ts";
export { ensureImage } from "./image/image.ts";
export { labPassword } from "./image/recipe.ts";
export { type LabInstance, resetLab, startLab } from "./instance/instance.ts";
export { defaultName, type LabOptions, loginUser } from "./instance/lab.ts";
export type { StartOptions } from "./instance/start.ts";
export { type LabStatus, labStatus } from "./instance/status.ts";
export { removeLab, type StopOptions, stopLab } from "./instance/stop.ts";
export { parseVariants, standardMachine, type Variants, variantFlags } from "./machine/variants.ts";
export { defaultLabDir, sshConfigPath } from "./paths.ts";
