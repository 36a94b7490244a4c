import type { ImagesChange } from "../../model/boot/boot-change.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import type { LoaderKind } from "../loaders/contract/loader.ts";
import { toolOf } from "../tools/choose-tool.ts";

/** What is done with images of the host, and how. A boot loader's program may make them in its own way. */
export function describeImages(
  { how, images, because }: ImagesChange,
  bootLoader: LoaderKind,
): readonly string[] {
  return images.flatMap(({ path, kernel, tool }) => {
    if (how === "look") return [`initramfs ${path} is looked into: ${because}`];
    if (how === "restore") return [`initramfs ${path} is put back as before: ${because}`];
    const command = toolOf({ tool })?.rebuild ?? tool;
    return [
      `initramfs ${path} is made anew for kernel ${kernel}: ${because}`,
      `  ${managedLoader(bootLoader).makesImages ?? `by ${command}; ${REPLACED}`}`,
    ];
  });
}

const REPLACED = "looked into before it takes the place of the old one, which destroy puts back";
