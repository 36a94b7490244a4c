import type { ToolName } from "../facts/initramfs.ts";
import type { PciAddress } from "../pci-address.ts";

/** What a boot menu of GRUB's that is made anew gets and loses beyond our arguments: its settings were changed since it was made. */
export interface MenuLag {
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

/** Whether the power of a function may be cut while it sleeps, in the running system at once. */
export interface D3coldChange {
  readonly kind: "d3cold";
  readonly address: PciAddress;
  readonly allowed: boolean;
}

/** What is to be done with images of the host: make them with the bind script in them, look whether it is in them, or give back those from before us. */
export interface ImagesChange {
  readonly kind: "images";
  readonly how: "build" | "look" | "restore";
  readonly images: readonly PlannedImage[];
  readonly because: string;
}

/** An image of the host. */
export interface PlannedImage {
  readonly path: string;
  readonly kernel: string;
  readonly tool: ToolName;
}

/** A value that the running system is to get at once. */
export interface SysctlChange {
  readonly kind: "sysctl";
  readonly name: string;
  /** The value now; absent = not read yet, or there is none. */
  readonly from?: string | undefined;
  readonly to: string;
}

/** One thing to be done, as data. */
export type BootChange =
  | SysctlChange
  | D3coldChange
  | {
      readonly kind: "file";
      readonly path: string;
      readonly before?: string | undefined;
      readonly after?: string | undefined;
    }
  /** The file is as wanted, and the copy by which the undo tells it from what others wrote is not: a run was cut off between the two. */
  | { readonly kind: "copy"; readonly path: string; readonly after?: string | undefined }
  /** `text` enters or leaves the command line of every ordinary boot entry. */
  | { readonly kind: "token"; readonly action: "add" | "remove"; readonly text: string }
  /** `endangersBoot`: as it is, the next boot would fail. */
  | { readonly kind: "overlay"; readonly because: string; readonly endangersBoot?: boolean }
  /** It is not used any more, and goes when no boot entry names it. */
  | { readonly kind: "no-overlay"; readonly path: string }
  | ImagesChange
  /** `what`: which boot menu or entries, and what is done with them, for people. `lag`: what comes along that others have set. */
  | { readonly kind: "menu"; readonly what: string; readonly because: string; readonly lag?: MenuLag }
  /** Give a function to vfio-pci in the running system. */
  | { readonly kind: "bind"; readonly address: PciAddress; readonly from?: string | undefined }
  | { readonly kind: "reboot"; readonly because: readonly string[] }
  /** The system was booted as it should be and is not as it should be: another reboot would not help. */
  | { readonly kind: "failed"; readonly because: readonly string[] };
