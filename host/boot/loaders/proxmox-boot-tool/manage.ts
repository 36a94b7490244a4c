import { byTool } from "../contract/by-tool.ts";
import { type ManagedLoader, missingPrograms, unifiedImageProblems } from "../contract/loader.ts";
import { proxmoxReader } from "./read.ts";

/**
 * Proxmox started by systemd-boot: proxmox-boot-tool copies kernels and images to partitions that are mounted
 * only meanwhile, and makes their entries of /etc/kernel/cmdline, one line. Proxmox started by GRUB is
 * managed as Debian is.
 */
export const proxmoxBootTool: ManagedLoader = {
  read: proxmoxReader,
  ...byTool(
    "proxmox-boot-tool",
    "/etc/kernel/cmdline gets the arguments, and proxmox-boot-tool makes the boot entries of it",
  ),
  manages: ({ loader, owner }) => loader === "systemd-boot" && owner === "proxmox-boot-tool",
  problems: ({ bootLoader, managed }) => [
    ...unifiedImageProblems(bootLoader),
    ...missingPrograms(managed, false),
  ],
};
