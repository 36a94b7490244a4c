import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { initramfsTools } from "../../host/boot/tools/initramfs-tools.ts";
import type { Trial } from "../../host/boot/trial/arm-instructions.ts";
import { trialEntry } from "../../host/boot/trial/trial-entry.ts";
import type { TrialImage } from "../../host/boot/trial/trial-image.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { parseToken } from "../../host/model/command-line/command-line.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { args, tokens } from "./boot-instructions.ts";
import { addImages, addTool, rebuildInstructions } from "./fake-images.ts";
import { BASE, ID, TrialHost } from "./trial-host.ts";

export const IMAGE = "boot/initrd.img-6.1.0-1";
export const NEWER = "boot/initrd.img-6.1.0-2";
export const TRIED = "boot/vfio/trial.img";

/** A host on which boots are tried, and whose own images carry the bind script. */
export class TrialImageHost extends TrialHost {
  constructor() {
    super();
    addImages(this);
    // Also where nobody is root.
    this.program("unshare", 'IN_PLACE=yes exec /usr/bin/unshare --map-root-user "$@"');
  }

  tool(spoil?: string): void {
    addTool(this, spoil);
  }

  /** The tool notes every image that it makes. */
  countTool(): void {
    this.tool(`echo "$kernel" >>"${this.root}/made"`);
  }

  override trial(kind: Trial["kind"] = "change", means = super.trial().means): Trial {
    return this.trialWith(kind === "change" ? "build" : "restore", kind, means);
  }

  trialWith(how: TrialImage["how"], kind: Trial["kind"] = "change", means = super.trial().means): Trial {
    const change = kind === "change";
    const own = change ? tokens().map((line) => parseToken(line.slice("token ".length))) : [];
    return {
      ...super.trial("undo", means),
      kind,
      payload: change
        ? ["copies", ...rebuildInstructions(this, how === "look" ? how : "build")]
        : this.removals(),
      entry: trialEntry(BASE, { id: ID, without: [], tokens: own, overlay: false, image: true }),
      image: { how, tool: "initramfs-tools", kernel: "6.1.0-1", path: `/${IMAGE}`, file: `/${TRIED}` },
    };
  }

  removals(): readonly string[] {
    return Object.keys(filesOf(args, {}, grub, "/boot", initramfsTools)).flatMap((path) => {
      const text = this.read(path.slice(1));
      return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
    });
  }
}
