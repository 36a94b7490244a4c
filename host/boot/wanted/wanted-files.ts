import type { Delivery } from "../../model/boot/delivery.ts";
import { type EntryFacts, imagesOf } from "../../model/boot/image-paths.ts";
import type { ModuleOptions, WantedImage, WantedOverlay } from "../../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../../model/command-line/arguments.ts";
import type { InstalledKernel } from "../../model/facts/kernel-facts.ts";
import { NO_SCRIPT, sha256 } from "../../model/facts/managed-facts.ts";
import { OVERLAY, paths } from "../../model/managed-paths.ts";
import { NOTICE } from "../../model/notice.ts";
import type { ManagedLoader } from "../loaders/contract/loader.ts";
import { bindScript, buildScript } from "../on-host/overlay-files.ts";
import type { InitramfsTool } from "../tools/tool.ts";

/**
 * Every file of a configuration with its exact text. `tool`: the one that rebuilds the host's images;
 * without, an overlay has the bind script, unless functions are bound by ids.
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

/**
 * The overlay is made by one of our scripts; the boot loader's files have it run when kernels come and go.
 */
function deliveryFiles(
  delivery: Delivery,
  tool: InitramfsTool | undefined,
): Readonly<Record<string, string>> {
  if (delivery === "ids") return tool?.filesForIds ?? {};
  const rest = delivery === "overlay" ? { [paths.build]: buildScript } : tool?.files;
  return { [paths.bind]: bindScript, ...rest };
}

/** The overlay for a set of kernels, in the folder that the boot loader starts them from. */
export function overlayFor(kernels: readonly string[], bootFolder: string): WantedOverlay {
  return { path: bootFolder + OVERLAY, bind: sha256(bindScript), kernels: [...kernels].sort().join(" ") };
}

/**
 * The images of a set of kernels: with the bind script in them, or where functions are bound by ids, with
 * vfio-pci alone.
 */
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
