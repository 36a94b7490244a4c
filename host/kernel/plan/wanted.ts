import { bindScript, buildScript } from "../../initramfs/overlay-files.ts";
import { toolPrograms } from "../../initramfs/tools/choose.ts";
import type { InitramfsTool, ToolName } from "../../initramfs/tools/tool.ts";
import type { PciAddress } from "../../pci/address.ts";
import type { KernelArguments } from "../command-line/arguments.ts";
import type { Delivery, ManagedLoader } from "../loaders/loader.ts";
import { type SysctlValues, sysctlLines } from "../settings/sysctl.ts";
import type { InstalledKernel } from "../system/facts.ts";
import { NO_SCRIPT, OVERLAY, paths, sha256 } from "../transaction/managed.ts";
import { NOTICE } from "../transaction/notice.ts";
import { type EntryFacts, imagesOf } from "./image-paths.ts";

/** How the host should be configured to boot: everything that one boot transaction brings about. */
export interface WantedBoot {
  /** The functions to be held by vfio-pci: address → `vendor:device`. */
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

/**
 * Every file of a configuration with its exact text. `tool`: the one that makes the host's images anew; without, an overlay has the bind script,
 * unless functions are bound by ids.
 */
export function filesOf(
  args: KernelArguments,
  options: ModuleOptions,
  loader: ManagedLoader,
  bootFolder: string,
  tool?: InitramfsTool,
  delivery: Delivery = tool === undefined ? "overlay" : "rebuild",
): Readonly<Record<string, string>> {
  const modprobe = Object.keys(options).length === 0 ? {} : { [paths.modprobe]: modprobeFile(options) };
  return {
    ...loader.files(args, bootFolder, delivery),
    ...modprobe,
    ...deliveryFiles(delivery, tool),
  };
}

/** The overlay is made by a script of ours; the boot loader's files have it run when kernels come and go. */
function deliveryFiles(
  delivery: Delivery,
  tool: InitramfsTool | undefined,
): Readonly<Record<string, string>> {
  if (delivery === "ids") return tool?.filesForIds ?? {};
  const rest = delivery === "overlay" ? { [paths.build]: buildScript } : tool?.files;
  return { [paths.bind]: bindScript, ...rest };
}

/** The file of kernel settings that are set without a reboot; none without settings. */
export function sysctlFiles(values: SysctlValues): Readonly<Record<string, string>> {
  return Object.keys(values).length === 0 ? {} : { [paths.sysctl]: NOTICE + sysctlLines(values) };
}

/** The overlay for a set of kernels, in the folder that the boot loader starts them from. */
export function overlayFor(kernels: readonly string[], bootFolder: string): WantedOverlay {
  return { path: bootFolder + OVERLAY, bind: sha256(bindScript), kernels: [...kernels].sort().join(" ") };
}

/** The images of a set of kernels: with the bind script in them, or where functions are bound by ids, with vfio-pci alone. */
export function imagesFor(
  kernels: readonly InstalledKernel[],
  tool: InitramfsTool,
  facts: EntryFacts,
  delivery: Delivery = "rebuild",
): Readonly<Record<string, WantedImage>> {
  const bind = delivery === "ids" ? NO_SCRIPT : sha256(bindScript);
  const images = kernels.flatMap((kernel) =>
    imagesOf(kernel, facts).map((path) => [path, { kernel: kernel.release, tool: tool.name, bind }] as const),
  );
  return Object.fromEntries(images);
}

/** File mode, octal, by path. */
export function modeOf(path: string): string {
  const isProgram =
    path.startsWith("/etc/kernel/") || path.startsWith("/usr/local/lib/") || toolPrograms.includes(path);
  return isProgram && path !== paths.arguments && path !== paths.bootFolder ? "0755" : "0644";
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
