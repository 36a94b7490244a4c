import { tokensOf } from "../../../model/command-line/arguments.ts";
import { renderTokens } from "../../../model/command-line/command-line.ts";
import { paths } from "../../../model/managed-paths.ts";
import { NOTICE } from "../../../model/notice.ts";
import type { SupportProblem } from "../../../model/problem.ts";
import { instruction } from "../../on-host/instruction.ts";
import { kernelHook } from "../../on-host/overlay-files.ts";
import {
  type LoaderFacts,
  type ManagedLoader,
  missingPrograms,
  unifiedImageProblems,
} from "../contract/loader.ts";
import { grubProgram } from "./program.ts";
import { grubReader } from "./read.ts";
import { settingsProblems } from "./settings-problems.ts";
import { chooseGrubMeans } from "./trial.ts";

const EARLY_IMAGE = `GRUB_EARLY_INITRD_LINUX_CUSTOM="$GRUB_EARLY_INITRD_LINUX_CUSTOM vfio/early.cpio"\n`;

/**
 * They run before the hook that regenerates the menu. Where kernel-install is used there are no such folders:
 * a plugin of it does the same.
 */
const kernelHooks = { [paths.afterInstall]: kernelHook, [paths.afterRemove]: kernelHook };

/**
 * GRUB whose menu grub-mkconfig makes (Debian, Ubuntu and what derives from them): a drop-in of our own in
 * /etc/default/grub.d. _DEFAULT is not used for recovery entries, which stay free of the arguments; names of
 * early images are relative to /boot.
 */
export const grub: ManagedLoader = {
  program: grubProgram,
  read: grubReader,
  manages: ({ loader, grub: facts }) => loader === "grub" && facts?.usesLoaderEntries !== true,
  problems: (facts) => {
    const obstacles = [...unifiedImageProblems(facts.bootLoader), ...menuProblems(facts)];
    if (obstacles.length > 0) return obstacles;
    return [...settingsProblems(facts), ...missingPrograms(facts.managed, true)];
  },
  bootFolder: () => "/boot",
  loadsOverlay: true,
  trial: chooseGrubMeans,
  files: (args, _bootFolder, delivery) => ({
    [paths.grub]: `${NOTICE}GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT ${renderTokens(tokensOf(args))}"
${delivery === "overlay" ? EARLY_IMAGE : ""}`,
    ...(delivery === "overlay" ? kernelHooks : {}),
  }),
  argumentsFile: paths.grub,
  menu: "boot menu /boot/grub/grub.cfg is regenerated",
  undo: "puts the boot menu back byte for byte; the recovery entries of the boot menu capture nothing",
  plannedFrom: ["settings", "menu"],
  instruction: instruction("menu"),
};

/** Menus that are not made of drop-ins, or that are not the ones in /boot. */
function menuProblems({ bootLoader }: LoaderFacts): readonly SupportProblem[] {
  const { owner, tools } = bootLoader;
  if (owner === "proxmox-boot-tool") {
    const what =
      "GRUB's menu, the kernels and their images are copies on partitions that proxmox-boot-tool fills " +
      `(${bootLoader.evidence.at(-1)}), and cannot be checked before the reboot`;
    const next =
      "let systemd-boot start the host where Secure Boot allows it (`proxmox-boot-tool reinit`), or configure it by hand: " +
      "/etc/default/grub, files of the initramfs tool, `proxmox-boot-tool refresh`";
    return [{ what, next }];
  }
  if (tools.includes("grub-mkconfig") || !tools.includes("grub2-mkconfig")) return [];
  const what =
    "GRUB's menu is made by grub2-mkconfig of /etc/default/grub alone: it reads no drop-ins from /etc/default/grub.d, and " +
    "GRUB takes no boot loader specification entries here (GRUB_ENABLE_BLSCFG)";
  const next =
    "give every kernel an entry of its own (Fedora, EL 8 and later: `grub2-switch-to-blscfg`), or leave HostKernel out and configure the host by hand";
  return [{ what, next }];
}
