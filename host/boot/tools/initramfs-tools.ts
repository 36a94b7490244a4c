import { paths } from "../../model/managed-paths.ts";
import { type InitramfsTool, toolFile } from "./tool.ts";

/**
 * initramfs-tools (Debian, Ubuntu). Scripts in init-top without prerequisites run in the byte order of their
 * names: ours comes before `udev`. A script that is not executable, or whose name has other characters than
 * `[[:alnum:]._-]`, is left out of the image without a word, so every image is looked into.
 */
export const initramfsTools: InitramfsTool = {
  name: "initramfs-tools",
  command: "mkinitramfs",
  overlay: true,
  overlayEvidence: "its /init reads conf/conf.d before it loads modules",
  files: {
    [paths.initramfsToolsHook]: toolFile("initramfs-tools-hook.sh"),
    [paths.initramfsToolsStart]: toolFile("initramfs-tools-start.sh"),
  },
  programs: [paths.initramfsToolsHook, paths.initramfsToolsStart],
  rebuild: "mkinitramfs -o <image> <kernel>",
  lookInside: "unmkinitramfs <image> <folder>",
  evidence: "run with 0.142 (Debian 12)",
};
