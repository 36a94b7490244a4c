import type { BootLoaderFacts } from "../boot-loader.ts";
import { grub } from "./grub.ts";
import type { ManagedLoader } from "./loader.ts";
import { systemdBoot } from "./systemd-boot.ts";

/** Every kind of boot loader that can be managed. */
const loaders: readonly ManagedLoader[] = [grub, systemdBoot];

/** How the boot loader that started this host is managed; GRUB's way where none is known, so that a host can be described at all. */
export function managedLoader({ loader }: Pick<BootLoaderFacts, "loader">): ManagedLoader {
  return loaders.find((candidate) => candidate.loader === loader) ?? grub;
}

/** Whether the boot loader that started this host is one that can be managed. */
export function isManaged({ loader }: Pick<BootLoaderFacts, "loader">): boolean {
  return loaders.some((candidate) => candidate.loader === loader);
}

/** Which of the files that we write has the arguments: it depends on the boot loader. */
export const argumentFiles: readonly string[] = loaders.map(({ argumentsFile }) => argumentsFile);
