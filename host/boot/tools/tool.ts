import { readFileSync } from "node:fs";
import type { ToolName } from "../../model/facts/initramfs-facts.ts";

/**
 * How one kind of initramfs tool is brought to put the bind script into the images that it makes, and whether
 * its images pick the script up from an overlay initrd. Building an image and looking inside are steps of the
 * transaction (`on-host/parts/images.sh`), by the tool's name.
 */
export interface InitramfsTool {
  readonly name: ToolName;
  /** A program that only it has. */
  readonly command: string;
  /** Whether the images' own /init runs what the overlay initrd brings. */
  readonly overlay: boolean;
  /** Why it does or does not, in words for the user: follows "because …" or the tool's name. */
  readonly overlayEvidence: string;
  /**
   * The files of our own in the tool's folders: path → text. They start the script that the host has in
   * /usr/local/lib/pulumi-vfio/bind.
   */
  readonly files: Readonly<Record<string, string>>;
  /**
   * The files of our own by which its images load vfio-pci before other drivers when the command line says
   * so, without the script: for functions that are bound by ids. Absent = it cannot be made to.
   */
  readonly filesForIds?: Readonly<Record<string, string>> | undefined;
  /** Which of the files must be executable. */
  readonly programs: readonly string[];
  /** The command that makes an image, in words for the user. */
  readonly rebuild: string;
  /** The command that shows what is inside an image, in words for the user. */
  readonly lookInside: string;
  /** What this was run with; a tool that was not run says so. */
  readonly evidence: string;
}

/** One of our files that a tool gets, from the folder of scripts. */
export function toolFile(name: string): string {
  return readFileSync(new URL(`../on-host/scripts/${name}`, import.meta.url), "utf8");
}
