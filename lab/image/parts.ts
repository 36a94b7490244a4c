import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LocalError } from "../../toolchain/local/errors.ts";
import type { Variants } from "../machine/variants.ts";
import { guestPackages } from "./guest-packages.ts";

/** The parts of the system that an image has in place of the standard ones. */
export type ImageParts = Pick<Variants, "systemdBoot" | "dracut" | "lvmBoot">;

export const standardParts: ImageParts = { systemdBoot: false, dracut: false, lvmBoot: false };

/**
 * A part of the system that can be replaced. Its folder has `prepare.sh`, and may have `customize.sh` and
 * `disk.sh`.
 */
export interface Part {
  readonly name: string;
  readonly dir: string;
  readonly packages: readonly string[];
  /** Standard packages that are not installed beside it. */
  readonly replaces: readonly string[];
  /** The step of the standard prepare.sh that its own prepare.sh replaces. */
  readonly step: string;
  /** Whether it has something to do in the freshly installed tree. */
  readonly customizes: boolean;
  /** Whether it has something to do on the partitioned raw disk, before that is booted. */
  readonly partitions: boolean;
}

/** Holds a folder for each part. */
export const partsDir = join(import.meta.dirname, "parts");

const systemdBoot: Part = {
  name: "systemd-boot",
  dir: join(partsDir, "systemd-boot"),
  packages: ["systemd-boot"],
  replaces: ["grub-efi-amd64"],
  step: "boot loader",
  customizes: true,
  partitions: false,
};

const dracut: Part = {
  name: "dracut",
  dir: join(partsDir, "dracut"),
  packages: ["dracut"],
  replaces: ["initramfs-tools"],
  step: "initramfs for this machine",
  customizes: false,
  partitions: false,
};

const lvmBoot: Part = {
  name: "lvm-boot",
  dir: join(partsDir, "lvm-boot"),
  packages: ["lvm2"],
  replaces: [],
  step: "boot loader",
  customizes: false,
  partitions: true,
};

/** The replaced parts, in a fixed order. */
export function partsOf(wanted: ImageParts): readonly Part[] {
  return [
    ...(wanted.systemdBoot ? [systemdBoot] : []),
    ...(wanted.dracut ? [dracut] : []),
    ...(wanted.lvmBoot ? [lvmBoot] : []),
  ];
}

/** What is installed in an image with these parts. */
export function packagesWith(parts: readonly Part[]): readonly string[] {
  const replaced = new Set(parts.flatMap(({ replaces }) => replaces));
  return [
    ...guestPackages.filter((name) => !replaced.has(name)),
    ...parts.flatMap(({ packages }) => packages),
  ];
}

/** The standard prepare.sh with each part's own text in place of the step it replaces. */
export function prepareScript(standard: string, parts: readonly Part[]): string {
  return parts.reduce(
    (script, part) => replaceStep(script, part.step, readFileSync(join(part.dir, "prepare.sh"), "utf8")),
    standard,
  );
}

/**
 * Replaces one step, from its line `  step "…"` to the next one. Throws a LocalError if there is no such
 * step.
 */
export function replaceStep(script: string, step: string, text: string): string {
  const steps = script.split(/^(?= {2}step ")/m);
  const index = steps.findIndex((part) => part.startsWith(`  step "${step}"\n`));
  if (index < 0) throw new LocalError({ what: `prepare.sh of the lab image has no step "${step}"` });
  return steps.with(index, text).join("");
}
