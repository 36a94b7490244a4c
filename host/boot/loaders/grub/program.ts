import type { SupportProblem } from "../../../model/problem.ts";
import type { LoaderProgram } from "../contract/loader-program.ts";
import { menuLag } from "./menu-lag.ts";

/** GRUB as a program. It says which kernel it loads (grub-core/loader/i386/linux.c). */
export const grubProgram: LoaderProgram = {
  name: "grub",
  title: "GRUB",
  added: ({ kernel }) => `BOOT_IMAGE=${kernel} `,
  lag: menuLag,
  waits: ({ bootLoader: { grub }, trial: { encryptedMenu = [] } }) => [
    ...encryptedMenu.map((name) => ({
      what: `GRUB's configuration is on ${name}, for which GRUB asks for a passphrase at every boot, so the host cannot fall back on its own`,
      next: "keep /boot on a file system that is not encrypted, or set allowUnprotectedReboot",
    })),
    ...(grub?.settings.GRUB_TIMEOUT === "-1" ? [WAITS] : []),
  ],
};

const WAITS: SupportProblem = {
  what: "GRUB waits at its menu for a key press at every boot (GRUB_TIMEOUT=-1), so the host cannot fall back on its own",
  next: "give it a number of seconds in /etc/default/grub, and regenerate the boot menu (`update-grub`)",
};
