import { createHash } from "node:crypto";
import type { ToolName } from "./initramfs-facts.ts";

/** What pulumi-vfio has left on the host, and what the boot transaction needs to know. */
export interface ManagedFacts {
  /** Our files that exist, by path. */
  readonly files: Readonly<Record<string, ManagedFile>>;
  /** What we wrote last, by path. */
  readonly ours: Readonly<Record<string, string>>;
  /** Hashes of what a run that was cut off was writing, by path; absent = none was. */
  readonly written?: Readonly<Record<string, string>> | undefined;
  /**
   * The journal: what was there before us and what was written. Absent = nothing was ever done here, or all
   * was undone.
   */
  readonly journal?: Journal | undefined;
  readonly overlay?: OverlayFacts | undefined;
  /** The host's own images that carry the bind script, by path; absent = none was ever made so. */
  readonly images?: Readonly<Record<string, ImageFacts>> | undefined;
  /** Programs that every transaction needs and the host does not have. */
  readonly missingPrograms: readonly string[];
  /** Programs, and abilities of programs, that a transaction with GRUB needs and the host does not have. */
  readonly missingForGrub: readonly string[];
  /** That a program was to make boot entries, and did not come to it. */
  readonly entriesDue?: boolean | undefined;
  /** The boot (its id) in which module options were changed; they wait for the next one. */
  readonly moduleOptionsChangedIn?: string | undefined;
  /** What the bind script said in this boot. */
  readonly bindLog: readonly string[];
  /**
   * Free kilobytes of the file systems that boot loaders read, by folder (`/boot`, `/boot/efi`); absent = no
   * such folder, or unknown.
   */
  readonly freeKilobytes: Readonly<Record<string, number>>;
  /** Bytes of the images of the host, by path; absent = not looked at. */
  readonly imageBytes?: Readonly<Record<string, number>> | undefined;
}

export interface ManagedFile {
  readonly text: string;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
}

/** What was noted before anything was changed. */
export interface Journal {
  readonly files: readonly string[];
  readonly tokens: readonly string[];
  /** The driver of every function before us; empty = none. */
  readonly drivers: Readonly<Record<string, string>>;
  /** Whether rpm-ostree made the initramfs on this host before us; absent = nothing was changed about it. */
  readonly initramfs?: "enabled" | "disabled" | undefined;
}

/** The overlay initrd as it is and as it was built. */
export interface OverlayFacts {
  /** Where it is; absent when the file is missing. */
  readonly path?: string | undefined;
  /** Hexadecimal; absent when the file is missing. */
  readonly sha256?: string | undefined;
  /**
   * What the builder recorded: hash of the file, hash of the bind script in it, or `DUE`, kernels whose
   * modules it has.
   */
  readonly built?:
    | { readonly sha256: string; readonly bind: string; readonly kernels: readonly string[] }
    | undefined;
}

/** An image of the host that was made with the bind script in it, and looked into. */
export interface ImageFacts {
  readonly kernel: string;
  readonly tool: ToolName;
  /** Hexadecimal sha256 of the bind script that was found in it, `NO_SCRIPT` or `DUE`. */
  readonly bind: string;
  /** Whether it is still the one that was looked into, by size and time. */
  readonly state: "as-seen" | "changed" | "missing";
}

/**
 * Stands for the hash of the bind script in what is still to be rebuilt: a run is, or was cut off, before it.
 */
export const DUE = "due";

/**
 * Stands for that hash in an image without the script, which has vfio-pci for functions that are bound by
 * ids: the sum of a file that is not there.
 */
export const NO_SCRIPT = "absent";

/**
 * What we wrote to a path: by our copy or, where a run was cut off before it made one, by the file itself
 * when it is what that run was writing. Without any copy the file is taken for ours.
 */
export function writtenText(
  { ours, files, written, journal }: Pick<ManagedFacts, "ours" | "files" | "written" | "journal">,
  path: string,
): string | undefined {
  const found = files[path];
  if (found !== undefined && found.sha256 === written?.[path]) return found.text;
  return ours[path] ?? (journal?.files.includes(path) === true ? found?.text : undefined);
}

/** Hexadecimal sha256 of a text in UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
