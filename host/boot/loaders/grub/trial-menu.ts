import { parseCommandLine } from "../../../model/command-line/command-line.ts";
import type { BootEntry } from "../../../model/facts/boot-loader-facts.ts";

/** Where GRUB keeps the word that starts the trial once. */
export interface GrubEnvironment {
  /** Of the file system. */
  readonly uuid: string;
  /** Path from the root of that file system. */
  readonly path: string;
}

/** The variable of GRUB's environment that names the entry to be tried. */
export const TRIAL_VARIABLE = "pulumi_vfio_try";

/**
 * What custom.cfg gets: the gate, and the entry. The gate fails closed: the trial is chosen only after the
 * word was taken out of the file and the file read back without it, so where GRUB cannot write (LVM, btrfs)
 * the old default starts. GRUB's own next_entry does not look at that, and would start the trial again and
 * again. An entry whose kernel or initrd cannot be loaded reboots the host.
 */
export function grubTrialMenu(entry: BootEntry, { uuid, path }: GrubEnvironment): string {
  const file = `($pulumi_vfio_device)${path}`;
  return `search --no-floppy --fs-uuid --set=pulumi_vfio_device ${uuid}
if [ -f ${file} ]; then
  set ${TRIAL_VARIABLE}=
  load_env -f ${file} ${TRIAL_VARIABLE}
  if [ -n "\${${TRIAL_VARIABLE}}" ]; then
    set pulumi_vfio_entry="\${${TRIAL_VARIABLE}}"
    set ${TRIAL_VARIABLE}=
    if save_env -f ${file} ${TRIAL_VARIABLE}; then
      set ${TRIAL_VARIABLE}=unread
      load_env -f ${file} ${TRIAL_VARIABLE}
      if [ -z "\${${TRIAL_VARIABLE}}" ]; then
        set default="\${pulumi_vfio_entry}"
        set boot_once=true
      fi
    fi
  fi
fi
menuentry '${entry.title}' --unrestricted --id ${entry.id} {
${preambleOf(entry)
  .map((line) => `  ${line}`)
  .join("\n")}
  if linux ${entry.kernel} ${argumentsOf(entry)}; then
    ${imagesOf(entry)}
  else
    reboot
  fi
}
`;
}

/** A kernel may need no image, and GRUB's `initrd` without one is an error. */
function imagesOf({ initrds }: BootEntry): string {
  const loaded = "set pulumi_vfio_loaded=yes";
  return initrds.length === 0 ? loaded : `if initrd ${initrds.join(" ")}; then ${loaded}; else reboot; fi`;
}

/**
 * GRUB's root is where the configuration was found; an entry of the boot loader specification relies on it.
 */
function preambleOf({ preamble = [] }: BootEntry): readonly string[] {
  return preamble.length > 0 ? preamble : ["set root=$root"];
}

/**
 * Arguments in a grub.cfg are written in GRUB's language already; those of a loader entry are not. The
 * kernel's own quotes go: GRUB puts quotes around a word with blanks on its own, and would escape the ones
 * inside (grub-core/lib/cmdline.c).
 */
function argumentsOf({ commandLine, preamble }: BootEntry): string {
  if (preamble !== undefined) return commandLine;
  return parseCommandLine(commandLine)
    .tokens.map(({ text }) =>
      PLAIN.test(text) ? text : `'${text.replaceAll('"', "").replaceAll("'", "'\\''")}'`,
    )
    .join(" ");
}

const PLAIN = /^[A-Za-z0-9_.,:@/+=%~^-]+$/;
