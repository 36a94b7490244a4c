import { readFileSync } from "node:fs";
import { parseBootLoader } from "../../../../../host/boot/loaders/parse-boot-loader.ts";
import type { Observation } from "../../../../../host/model/facts/observation.ts";
import { freshHost, labObservation } from "../lab-host.ts";

/** A tool that makes the initramfs. */
export type Tool = Observation["initramfs"]["tool"];

/** What the boot loader's reader prints on a host. */
export function caseOf(name: string): string {
  return readFileSync(new URL(`../../../../cases/boot-loader/${name}.txt`, import.meta.url), "utf8");
}

/** The lab workstation's cards in a host that boots as the case says. */
export function factsOf(name: string, tool: Tool): Observation {
  const text = caseOf(name);
  const lab = labObservation(freshHost());
  const [installed] = lab.kernel.installed;
  if (installed === undefined) throw new Error("the lab has no kernel");
  const releases = [...text.matchAll(/^installed (.*)$/gm)].map(([, release = ""]) => release);
  const image = tool === "dracut" ? "/boot/initramfs-" : "/boot/initrd.img-";
  const kernels = releases.map((release) => ({
    ...installed,
    release,
    image: `/boot/vmlinuz-${tool === "mkinitcpio" ? "linux" : release}`,
    initrd:
      tool === "mkinitcpio"
        ? "/boot/initramfs-linux.img"
        : `${image}${release}${tool === "dracut" ? ".img" : ""}`,
  }));
  const running = releases.at(-1) ?? "";
  return {
    ...lab,
    kernel: { ...lab.kernel, running, installed: kernels },
    bootLoader: parseBootLoader(text),
    initramfs: { tool, evidence: [] },
  };
}
