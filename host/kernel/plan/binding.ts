import { toolOf } from "../../initramfs/tools/choose.ts";
import type { InitramfsTool } from "../../initramfs/tools/tool.ts";
import type { Observation } from "../../observation.ts";
import { managedLoader } from "../loaders/choose.ts";
import type { Delivery, ManagedLoader, SupportProblem } from "../loaders/loader.ts";
import type { InstalledKernel } from "../system/facts.ts";
import { imagesOf } from "./image-paths.ts";

/** How the bind script is to get into a boot, as a person declares it. */
export type AskedBinding = "auto" | Delivery;

/** How it gets there. */
export interface Binding {
  readonly delivery: Delivery;
  /** The choice and its reason, for people. */
  readonly because: string;
  /** The tool whose images carry the script; with `rebuild` only. */
  readonly tool?: InitramfsTool | undefined;
  /** Why it cannot be had. */
  readonly problems: readonly SupportProblem[];
}

/** What decides. */
type BindingFacts = Pick<Observation, "bootLoader" | "initramfs">;

const NAMES = { grub: "GRUB", "systemd-boot": "systemd-boot", unknown: "the boot loader" } as const;

/**
 * The overlay initrd where the boot loader can load it and the host's images pick it up, because then nothing of the host is rewritten; else
 * the images are made anew. A tool that is not known is told elsewhere.
 */
export function chooseBinding(asked: AskedBinding, facts: BindingFacts): Binding {
  const loader = managedLoader(facts.bootLoader);
  const tool = toolOf(facts.initramfs);
  const name = facts.bootLoader.owner ?? NAMES[facts.bootLoader.loader];
  const against = overlayProblems(name, loader, tool);
  if (asked === "rebuild") return rebuild(tool, "you have asked for it (binding: rebuild)");
  if (against.length === 0 || tool === undefined) {
    const because = `binding: by overlay initrd, because ${name} loads it and ${tool?.name ?? "the initramfs"} picks it up; the host's image is not rewritten`;
    return { delivery: "overlay", because, problems: [] };
  }
  if (asked === "auto") return rebuild(tool, against.join(", and "));
  const what = `an overlay initrd cannot be used: ${against.join(", and ")}`;
  return {
    delivery: "overlay",
    because: what,
    problems: [{ what, next: 'set binding to "auto" or "rebuild"' }],
  };
}

/** Kernels that could not be helped by images made anew, because they have none. */
export function kernelsWithoutImage(
  kernels: readonly InstalledKernel[],
  bootLoader: Observation["bootLoader"],
): readonly SupportProblem[] {
  return kernels
    .filter((kernel) => imagesOf(kernel, bootLoader).length === 0)
    .map(({ release }) => ({
      what: `kernel ${release} has no initramfs image, so nothing would bind the functions when it is started`,
      next: `make one (initramfs-tools: \`update-initramfs -c -k ${release}\`), or remove that kernel`,
    }));
}

function overlayProblems(
  name: string,
  loader: ManagedLoader,
  tool: InitramfsTool | undefined,
): readonly string[] {
  return [
    ...(loader.loadsOverlay
      ? []
      : [`${name} makes the boot entries anew, and an overlay initrd in them would not last`]),
    ...(tool === undefined || tool.overlay
      ? []
      : [`${tool.name} does not pick up an overlay initrd: ${tool.overlayEvidence}`]),
  ];
}

function rebuild(tool: InitramfsTool | undefined, reason: string): Binding {
  const name = tool?.name ?? "the initramfs tool";
  const because = `binding: in the host's own images, made anew by ${name}, because ${reason}`;
  return { delivery: "rebuild", because, tool, problems: [] };
}
