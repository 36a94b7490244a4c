import { expect, test } from "vitest";
import { lostByIds } from "../../../../host/boot/lost-by-ids.ts";
import { dracut } from "../../../../host/boot/tools/dracut.ts";
import { imagesFor } from "../../../../host/boot/wanted/wanted-files.ts";
import type { WantedBoot } from "../../../../host/model/boot/wanted-boot.ts";
import { NO_SCRIPT } from "../../../../host/model/facts/managed-facts.ts";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import { AUDIO, freshHost, GPU, heldBy, KERNEL, labObservation, wantedBoot } from "./lab-host.ts";

const lab = heldBy(labObservation(freshHost()), AUDIO, "vfio-pci");
const { overlay: _, ...declared } = wantedBoot({ "vfio-pci.ids": "1234:1111,8086:293e" });
const IMAGE = `/boot/initramfs-${KERNEL}.img`;
const kernels = lab.kernel.installed.map((kernel) => ({ ...kernel, initrd: IMAGE }));
const wanted: WantedBoot = {
  ...declared,
  images: imagesFor(kernels, dracut, { entries: [] }, "ids"),
};
const IDS = "vfio-pci.ids=1234:1111,8086:293e";
const EARLY = `${IDS} rd.driver.pre=vfio-pci`;
const seen = { kernel: KERNEL, tool: "dracut", bind: NO_SCRIPT } as const;

test.each<[why: string, line: string, facts: Partial<Facts>, reason: string]>([
  [
    "the argument is missing",
    "ro",
    {},
    "vfio-pci.ids= is not in /proc/cmdline: another boot entry was started",
  ],
  ["it is behind --", `ro -- ${IDS}`, {}, "vfio-pci.ids= is not in /proc/cmdline"],
  [
    "a later argument takes its place",
    `${IDS} vfio_pci.ids=10de:1b80`,
    {},
    "its ids are 1234:1111, and vfio-pci.ids=10de:1b80 in /proc/cmdline does not have them",
  ],
  [
    "its driver is built in, too",
    IDS,
    { vfioPci: "builtin", builtinDrivers: ["bochs-drm"] },
    `vfio-pci is built into kernel ${KERNEL}, and so is bochs-drm, which comes before it`,
  ],
  [
    "its driver is a module",
    IDS,
    { vfioPci: "builtin", builtinDrivers: [] },
    `vfio-pci is built into kernel ${KERNEL} and comes before bochs-drm, which is a module, so something has given the function to that since`,
  ],
  [
    "it is not known",
    IDS,
    { vfioPci: "builtin" },
    `vfio-pci is built into kernel ${KERNEL}; it is not known whether bochs-drm is, too`,
  ],
  ["nothing loads the module early", IDS, {}, "vfio-pci is a module, and rd.driver.pre=vfio-pci is not in"],
  [
    "the image was changed",
    EARLY,
    { images: { [IMAGE]: { ...seen, state: "changed" } } },
    `vfio-pci is a module, and not known to be in ${IMAGE}, which was changed since`,
  ],
  [
    "all is there",
    EARLY,
    { images: { [IMAGE]: { ...seen, state: "as-seen" } } },
    "vfio-pci is a module, and was loaded later",
  ],
])("when %s", (_, commandLine, { vfioPci = "module", builtinDrivers, images }, reason) => {
  const facts = {
    ...lab,
    kernel: {
      ...lab.kernel,
      commandLine,
      installed: kernels.map((kernel) => ({ ...kernel, vfioPci })),
      builtinDrivers,
    },
    managed: { ...lab.managed, images },
  };
  expect(lostByIds(facts, wanted)).toEqual([expect.stringContaining(`bochs-drm has ${GPU}: ${reason}`)]);
});

test("nothing is said of a host where a script binds", () => {
  expect(lostByIds(lab, wantedBoot())).toEqual([]);
});

interface Facts {
  readonly vfioPci: Observation["kernel"]["installed"][number]["vfioPci"];
  readonly builtinDrivers: readonly string[];
  readonly images: Observation["managed"]["images"];
}
