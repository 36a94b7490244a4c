import { bindScript, buildScript, kernelHook } from "../initramfs/overlay-files.ts";
import type { PciAddress } from "../pci/address.ts";
import { type KernelArguments, tokensOf } from "./arguments.ts";
import { renderTokens } from "./command-line.ts";
import { paths, sha256 } from "./managed.ts";

/** How the host should be configured to boot: everything that one boot transaction brings about. */
export interface WantedBoot {
  /** The functions to be held by vfio-pci: address → `vendor:device`. */
  readonly functions: Readonly<Record<PciAddress, string>>;
  /** All arguments that we add to the kernel command line, `vfio_bind` and the IOMMU's among them. */
  readonly commandLine: KernelArguments;
  /** The exact text of every file that we write, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly overlay: WantedOverlay;
}

/** The overlay initrd. */
export interface WantedOverlay {
  readonly path: string;
  /** Hexadecimal sha256 of the bind script in it. */
  readonly bind: string;
  /** The installed kernels whose vfio modules it holds, separated by blanks. */
  readonly kernels: string;
}

/** Module options: module → option → value. */
export type ModuleOptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

const NOTICE = `# Written by pulumi-vfio (HostKernel) and put back by it when changed here; your own settings belong into another file.
`;

/** Every file of a configuration with its exact text. */
export function filesOf(args: KernelArguments, options: ModuleOptions): Readonly<Record<string, string>> {
  const modprobe = Object.keys(options).length === 0 ? {} : { [paths.modprobe]: modprobeFile(options) };
  return {
    [paths.grub]: grubFile(args),
    ...modprobe,
    [paths.afterInstall]: kernelHook,
    [paths.afterRemove]: kernelHook,
    [paths.bind]: bindScript,
    [paths.build]: buildScript,
  };
}

/** The overlay for a set of kernels. */
export function overlayFor(kernels: readonly string[]): WantedOverlay {
  return { path: paths.overlay, bind: sha256(bindScript), kernels: [...kernels].sort().join(" ") };
}

/** File mode, octal, by path. */
export function modeOf(path: string): string {
  return path.startsWith("/etc/default/") || path.startsWith("/etc/modprobe.d/") ? "0644" : "0755";
}

/** _DEFAULT is not used for recovery entries, which stay free of the tokens; the names of early images are relative to /boot. */
function grubFile(args: KernelArguments): string {
  const tokens = renderTokens(tokensOf(args));
  return `${NOTICE}GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT ${tokens}"
GRUB_EARLY_INITRD_LINUX_CUSTOM="$GRUB_EARLY_INITRD_LINUX_CUSTOM vfio/early.cpio"
`;
}

function modprobeFile(options: ModuleOptions): string {
  const lines = Object.entries(options)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([module, values]) => {
      const words = Object.entries(values)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`);
      return `options ${module} ${words.join(" ")}\n`;
    });
  return NOTICE + lines.join("");
}
