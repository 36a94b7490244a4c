import { paths } from "../../model/managed-paths.ts";
import { type InitramfsTool, toolFile } from "./tool.ts";

/**
 * mkinitcpio (Arch and relatives), with its own init or with systemd's. Not run: made after mkinitcpio(8) and
 * its own hooks; drop-ins in mkinitcpio.conf.d are read since version 36, and an image made without them is
 * refused when it is looked into.
 */
export const mkinitcpio: InitramfsTool = {
  name: "mkinitcpio",
  command: "mkinitcpio",
  overlay: false,
  overlayEvidence: "its init runs only the hooks that its own configuration names",
  files: {
    [paths.mkinitcpioSettings]: toolFile("mkinitcpio.conf"),
    [paths.mkinitcpioInstall]: toolFile("mkinitcpio-install.sh"),
    [paths.mkinitcpioStart]: toolFile("mkinitcpio-start.sh"),
  },
  programs: [],
  rebuild: "mkinitcpio -k <kernel> -g <image>",
  lookInside: "lsinitcpio <image>",
  evidence: "not run: made after its documentation",
};
