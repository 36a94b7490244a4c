import { describe, expect, it } from "vitest";
import { parseBootLoader } from "../../../../../host/boot/loaders/parse-boot-loader.ts";
import { chooseBinding } from "../../../../../host/boot/wanted/binding.ts";
import type { AskedBinding } from "../../../../../host/boot/wanted/binding-choice.ts";
import type { BootLoaderFacts } from "../../../../../host/model/facts/boot-loader-facts.ts";
import type { ModuleForm } from "../../../../../host/model/facts/kernel-facts.ts";
import type { Observation } from "../../../../../host/model/facts/observation.ts";
import { AUDIO, entries, freshHost, GPU, labObservation } from "../lab-host.ts";
import { caseOf } from "../loaders/boot-loader-cases.ts";

const lab = labObservation(freshHost());
const KERNELSTUB = parseBootLoader(caseOf("pop22.04-kernelstub"));
const NO_OVERLAY = "kernelstub regenerates the boot entries, and an overlay initrd in them would not last";
const BY_IDS = "binding: by vfio-pci.ids= on the kernel command line, because";

interface Host {
  readonly tool?: Observation["initramfs"]["tool"];
  readonly kernels: readonly ModuleForm[];
  readonly bootLoader?: BootLoaderFacts;
  /** Whether the boot display is of the same chip, and not told from the card by its subsystem. */
  readonly twin?: boolean;
}

describe("binding by ids", () => {
  it.each<[asked: AskedBinding, host: Host, because: string]>([
    [
      "auto",
      { kernels: ["builtin"], bootLoader: KERNELSTUB },
      `${BY_IDS} ${NO_OVERLAY}, and the ids are those of no other function; vfio-pci is built into every installed kernel, so nothing is rebuilt`,
    ],
    ["auto", { kernels: ["absent", "builtin"], tool: "mkinitcpio" }, `${BY_IDS} mkinitcpio does not pick up`],
    ["ids", { kernels: ["builtin"] }, `${BY_IDS} you have asked for it (binding: ids); vfio-pci is built in`],
    [
      "ids",
      { kernels: ["module"], tool: "dracut" },
      `${BY_IDS} you have asked for it (binding: ids); vfio-pci is a module, which the host's own images, rebuilt by dracut, load before other drivers`,
    ],
  ])("is taken for %s on %j", (asked, host, because) => {
    const chosen = choose(asked, host);
    expect(chosen).toMatchObject({ delivery: "ids", problems: [] });
    expect(chosen.because).toContain(because);
    expect(chosen.tool?.name).toBe(host.kernels.includes("module") ? "dracut" : undefined);
  });

  it.each<[why: string, host: Host, delivery: string, because: string]>([
    ["an overlay can be loaded", { kernels: ["builtin"] }, "overlay", "by overlay initrd"],
    ["vfio-pci is a module", { kernels: ["module"], bootLoader: KERNELSTUB }, "rebuild", NO_OVERLAY],
    [
      "one kernel has a module",
      { kernels: ["builtin", "module"], tool: "mkinitcpio" },
      "rebuild",
      "mkinitcpio",
    ],
    ["it is not known of one kernel", { kernels: ["builtin", "unknown"], tool: "mkinitcpio" }, "rebuild", ""],
    [
      "the boot display has the same ids",
      { kernels: ["builtin"], bootLoader: KERNELSTUB, twin: true },
      "rebuild",
      `${NO_OVERLAY}, and ids do not stand for these functions alone`,
    ],
  ])("is not chosen when %s", (_, host, delivery, because) => {
    const chosen = choose("auto", host);
    expect(chosen).toMatchObject({ delivery, problems: [] });
    expect(chosen.because).toContain(because);
  });

  it.each<[why: string, host: Host, what: RegExp, next: RegExp]>([
    [
      "the boot display has the same ids",
      { kernels: ["builtin"], twin: true },
      /for 0000:01:00\.0 would take other functions, too.*: 0000:00:01\.0 \[1234:1111\] Some Audio/,
      /let binding be by address/,
    ],
    [
      "initramfs-tools loads the host's drivers first",
      { kernels: ["module"] },
      /too late: vfio-pci is a module, and images made by initramfs-tools load/,
      /set binding to "overlay"/,
    ],
    [
      "mkinitcpio loads the host's drivers first",
      { kernels: ["module"], tool: "mkinitcpio" },
      /images made by mkinitcpio load/,
      /set binding to "rebuild"/,
    ],
    [
      "somebody else's ids would be lost",
      {
        kernels: ["builtin"],
        bootLoader: { ...lab.bootLoader, entries: entries(" vfio_pci.ids=10de:1b80", []) },
      },
      /vfio-pci\.ids=10de:1b80 is in the boot entries, and this program has not put it there/,
      /take it out/,
    ],
  ])("is refused when %s", (_, host, what, next) => {
    expect(choose("ids", host).problems).toEqual([
      { what: expect.stringMatching(what), next: expect.stringMatching(next) },
    ]);
  });
});

function choose(asked: AskedBinding, { tool = "initramfs-tools", kernels, bootLoader, twin }: Host) {
  const [installed] = lab.kernel.installed;
  if (installed === undefined) throw new Error("the lab has no kernel");
  const pci = lab.pci.map((device) =>
    device.address === GPU && twin !== true
      ? { ...device, subsystemVendor: "1af4", subsystemDevice: "1100" }
      : device,
  );
  const facts = {
    ...lab,
    pci,
    bootLoader: bootLoader ?? lab.bootLoader,
    initramfs: { tool, evidence: [] },
    kernel: { ...lab.kernel, installed: kernels.map((vfioPci) => ({ ...installed, vfioPci })) },
  };
  return chooseBinding(
    asked,
    facts,
    pci.filter(({ address }) => address === GPU || address === AUDIO),
  );
}
