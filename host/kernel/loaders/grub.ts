import { tokensOf } from "../arguments.ts";
import { renderTokens } from "../command-line.ts";
import { paths } from "../managed.ts";
import { NOTICE } from "../notice.ts";
import { settingsProblems } from "./grub-settings.ts";
import { type ManagedLoader, missingPrograms } from "./loader.ts";

/**
 * GRUB whose menu grub-mkconfig makes (Debian, Ubuntu and what derives from them): a drop-in of our own in /etc/default/grub.d. _DEFAULT is not
 * used for recovery entries, which stay free of the arguments; names of early images are relative to /boot.
 */
export const grub: ManagedLoader = {
  loader: "grub",
  problems: ({ bootLoader, managed }) => [
    ...(bootLoader.grub?.usesLoaderEntries === true
      ? [
          {
            what: "GRUB with boot loader specification entries is not supported yet",
            next: "leave HostKernel out and configure the host by hand, or let GRUB make its menu without such entries",
          },
        ]
      : []),
    ...settingsProblems({ bootLoader, managed }),
    ...missingPrograms(managed, true),
  ],
  bootFolder: () => "/boot",
  files: (args) => ({
    [paths.grub]: `${NOTICE}GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT ${renderTokens(tokensOf(args))}"
GRUB_EARLY_INITRD_LINUX_CUSTOM="$GRUB_EARLY_INITRD_LINUX_CUSTOM vfio/early.cpio"
`,
  }),
  argumentsFile: paths.grub,
  menu: "boot menu /boot/grub/grub.cfg is made anew",
  instruction: "menu",
};
