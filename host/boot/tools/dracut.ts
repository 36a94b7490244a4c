import { paths } from "../../model/managed-paths.ts";
import { type InitramfsTool, toolFile } from "./tool.ts";

/**
 * dracut (Fedora and relatives, openSUSE; on Debian where it replaces initramfs-tools). Its hooks are
 * sourced, so ours only calls the script, and it takes modules from its own folder only.
 */
export const dracut: InitramfsTool = {
  name: "dracut",
  // It comes without an update-initramfs of its own on most systems, so that decides nothing.
  command: "dracut",
  overlay: true,
  overlayEvidence: "its /init runs every script in dracut/hooks/pre-udev",
  files: {
    [paths.dracutSettings]: toolFile("dracut.conf"),
    [paths.dracutModule]: toolFile("dracut-module.sh"),
    [paths.dracutStart]: toolFile("dracut-start.sh"),
  },
  filesForIds: { [paths.dracutSettings]: toolFile("dracut-ids.conf") },
  programs: [paths.dracutModule, paths.dracutStart],
  rebuild: "dracut --force <image> <kernel>",
  lookInside: "lsinitrd <image>",
  evidence: "run with 059 (Debian 12); 102 and later have their hooks in var/lib, and were not run",
};
