import type { KernelArguments } from "../command-line/arguments.ts";
import type { ToolName } from "../facts/initramfs-facts.ts";
import type { PciAddress } from "../pci-address.ts";

/** How the host should be configured to boot: everything that one boot transaction brings about. */
export interface WantedBoot {
  /** The functions to bind to vfio-pci: address → `vendor:device`. */
  readonly functions: Readonly<Record<PciAddress, string>>;
  /** All arguments that we add to the kernel command line, `vfio_bind` and the IOMMU's among them. */
  readonly commandLine: KernelArguments;
  /** The exact text of every file that we write, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Absent when the host's own images carry the bind script, and when functions are bound by ids. */
  readonly overlay?: WantedOverlay | undefined;
  /** The host's own images that are to carry the bind script or load vfio-pci early, by path. */
  readonly images?: Readonly<Record<string, WantedImage>> | undefined;
}

/** The overlay initrd. */
export interface WantedOverlay {
  readonly path: string;
  /** Hexadecimal sha256 of the bind script in it. */
  readonly bind: string;
  /** The installed kernels whose vfio modules it holds, separated by blanks. */
  readonly kernels: string;
}

/** An image of the host that is to carry the bind script. */
export interface WantedImage {
  readonly kernel: string;
  /** The tool that makes it. */
  readonly tool: ToolName;
  /** Hexadecimal sha256 of the bind script in it, or `NO_SCRIPT`. */
  readonly bind: string;
}

/** Module options: module → option → value. */
export type ModuleOptions = Readonly<Record<string, Readonly<Record<string, string>>>>;
