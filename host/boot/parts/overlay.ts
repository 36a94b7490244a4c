import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { WantedBoot, WantedOverlay } from "../../model/boot/wanted-boot.ts";
import { bindsByIds } from "../../model/command-line/ids-token.ts";
import { DUE } from "../../model/facts/managed-facts.ts";
import { OVERLAY, paths } from "../../model/managed-paths.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { instruction } from "../on-host/instruction.ts";
import { type FileChange, file } from "./file.ts";
import { changesOf, type Part } from "./part.ts";

/** The overlay initrd is built. */
export interface OverlayChange {
  readonly kind: "overlay";
  readonly because: string;
  /** Whether the next boot would fail as it is. Default false. */
  readonly endangersBoot?: boolean;
}

/** The overlay initrd is not used any more, and goes when no boot entry names it. */
export interface NoOverlayChange {
  readonly kind: "no-overlay";
  readonly path: string;
}

/** Building the overlay initrd. The undo of the host removes it, when no boot entry names it. */
export const overlay: Part<OverlayChange> = {
  kind: "overlay",
  changesBoot: true,
  isShownFirst: true,
  property: "overlay",
  kilobytes: 16_384,
  plan: (facts, wanted, earlier) => {
    if (wanted.overlay === undefined) return [];
    const reason = reasonToBuild(facts, wanted.overlay, changesOf(file, earlier));
    return reason === undefined ? [] : [{ kind: "overlay", endangersBoot: false, ...reason }];
  },
  describe: ({ because }, { wanted }) =>
    wanted.overlay === undefined
      ? []
      : [
          `overlay initrd ${wanted.overlay.path} is built: ${because}`,
          `  holds the bind script (sha256 ${wanted.overlay.bind.slice(0, 12)}) and the vfio modules of ${wanted.overlay.kernels}`,
          "  the host's own initramfs is not rewritten",
        ],
  dangers: ({ because, endangersBoot = false }, wanted) =>
    endangersBoot
      ? [
          `DO NOT REBOOT THE HOST BEFORE THIS IS CARRIED OUT: the overlay initrd ${wanted.overlay?.path ?? ""}: ${because}`,
          "  it is built again by this run, and nothing is rebooted before that",
        ]
      : [],
  delivers: () => true,
  instructions: () => [instruction("overlay")],
  unmet: ({ because }) => [`the overlay initrd: ${because}`],
};

/** Removing the overlay initrd where the bind script gets into a boot in another way. */
export const noOverlay: Part<NoOverlayChange> = {
  kind: "no-overlay",
  changesBoot: true,
  isShownFirst: true,
  property: "overlay",
  plan: ({ managed, bootLoader }, wanted) => {
    if (wanted.overlay !== undefined || managed.overlay === undefined) return [];
    const path = managed.overlay.path ?? managedLoader(bootLoader).bootFolder({ bootLoader }) + OVERLAY;
    return [{ kind: "no-overlay", path }];
  },
  describe: ({ path }, { wanted }) => [`overlay initrd ${path} is removed: ${withoutOverlay(wanted)}`],
  delivers: () => true,
  instructions: () => [instruction("no-overlay")],
  unmet: ({ path }) => [`the overlay initrd ${path} is still there`],
};

/**
 * GRUB's `initrd` command loads nothing when one of its files is missing; the kernel then panics: "Unable to
 * mount root fs" (seen with 2.06). systemd-boot does not start such an entry at all.
 */
const MISSING =
  "it is missing, and the boot menu names it: the next boot would be without any initramfs, and fail";

/** Unpacking stops at the damage, and the host's own image, which follows, is not unpacked. */
const DAMAGED =
  "its content is not what was built: it is damaged or was replaced, and the next boot may fail";

function reasonToBuild(
  { managed, bootLoader }: BootFacts,
  wanted: WantedOverlay,
  files: readonly FileChange[],
): Pick<OverlayChange, "because" | "endangersBoot"> | undefined {
  const found = managed.overlay;
  const named = bootLoader.entries.some(({ initrds }) => initrds.some((path) => path.endsWith(OVERLAY)));
  if (found?.sha256 === undefined)
    return named ? { because: MISSING, endangersBoot: true } : { because: "it does not exist" };
  const { sha256, built } = found;
  if (built === undefined) return { because: "it is not known how it was built" };
  if (sha256 !== built.sha256) return { because: DAMAGED, endangersBoot: named };
  if (built.bind === DUE) return { because: "an earlier run ended before it was built" };
  if (built.bind !== wanted.bind) return { because: "it holds another bind script" };
  if ([...built.kernels].sort().join(" ") !== wanted.kernels)
    return { because: `it holds modules for ${built.kernels.join(", ") || "no kernel"}` };
  const options = files.find(({ path }) => path === paths.modprobe);
  if (vfioOptions(options?.before) === vfioOptions(options?.after)) return undefined;
  return { because: "it holds the options of the vfio modules" };
}

/**
 * The lines of modprobe.d that get into the overlay: options of vfio-pci and of the modules that it needs.
 */
function vfioOptions(text = ""): string {
  const lines = text.split("\n").filter((line) => /^options (?:vfio|irqbypass)/.test(line));
  return lines.join("\n");
}

/** Why an overlay is not needed any more. */
function withoutOverlay({ commandLine }: WantedBoot): string {
  return bindsByIds(commandLine)
    ? "functions are bound by their ids"
    : "the host's own images carry the bind script";
}
