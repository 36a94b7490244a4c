import type { LoaderKind, ManagedLoader } from "./contract/loader.ts";
import { type LoaderProgram, unknownProgram } from "./contract/loader-program.ts";
import { grub } from "./grub/manage.ts";
import { grubBls } from "./grub-bls/manage.ts";
import { kernelstub } from "./kernelstub/manage.ts";
import { proxmoxBootTool } from "./proxmox-boot-tool/manage.ts";
import { rpmOstree } from "./rpm-ostree/manage.ts";
import { sdbootutil } from "./sdbootutil/manage.ts";
import { systemdBoot } from "./systemd-boot/manage.ts";

/**
 * Every way in which a boot loader can be managed, or is known not to be. The first that fits a host is its
 * way.
 */
export const loaders: readonly ManagedLoader[] = [
  rpmOstree,
  proxmoxBootTool,
  kernelstub,
  sdbootutil,
  systemdBoot,
  grubBls,
  grub,
];

/**
 * How the boot loader that started this host is managed; GRUB's way where none is known, so that a host can
 * be described at all.
 */
export function managedLoader(bootLoader: LoaderKind): ManagedLoader {
  return loaders.find((candidate) => candidate.manages(bootLoader)) ?? grub;
}

/** The program that started this host. */
export function programOf({ loader }: Pick<LoaderKind, "loader">): LoaderProgram {
  const programs = loaders.flatMap(({ program }) => program ?? []);
  return programs.find(({ name }) => name === loader) ?? unknownProgram;
}

/** Whether the boot loader that started this host is one that is known. */
export function isManaged(bootLoader: LoaderKind): boolean {
  return loaders.some((candidate) => candidate.manages(bootLoader));
}

/** Which of the files that we write has the arguments: it depends on the boot loader. */
export const argumentFiles: readonly string[] = [
  ...new Set(loaders.map(({ argumentsFile }) => argumentsFile)),
];
