import { expect, test } from "vitest";
import {
  defaultEntryProblems,
  type EffectiveFacts,
  effectiveProblems,
} from "../../../../../host/boot/entries/effective-entries.ts";
import { dracut } from "../../../../../host/boot/tools/dracut.ts";
import { imagesFor } from "../../../../../host/boot/wanted/wanted-files.ts";
import type { WantedBoot } from "../../../../../host/model/boot/wanted-boot.ts";
import { type ImageFacts, NO_SCRIPT } from "../../../../../host/model/facts/managed-facts.ts";
import { BIND, entries, freshHost, KERNEL, labObservation, wantedBoot } from "../lab-host.ts";

const lab = labObservation(freshHost());
const IDS = "vfio-pci.ids=1234:1111,8086:293e";
const LINE = ` iommu=pt rd.driver.pre=vfio-pci ${IDS} ${BIND}`;
const IMAGE = `/boot/initrd.img-${KERNEL}`;
const { overlay: _, ...declared } = wantedBoot({
  "vfio-pci.ids": "1234:1111,8086:293e",
  "rd.driver.pre": "vfio-pci",
});
const images = imagesFor(lab.kernel.installed, dracut, { entries: entries("", []) }, "ids");
const byModule: WantedBoot = { ...declared, images };
const image: ImageFacts = { kernel: KERNEL, tool: "dracut", bind: NO_SCRIPT, state: "as-seen" };
const entry = `entry "Debian" (kernel ${KERNEL}): `;

test.each<[string, "module" | "builtin", Partial<ImageFacts> | undefined, WantedBoot, readonly string[]]>([
  ["vfio-pci is built in", "builtin", undefined, declared, []],
  ["the image has the module", "module", {}, byModule, []],
  [
    "the kernel got a module, and nothing loads it",
    "module",
    undefined,
    declared,
    [`${entry}its image ${IMAGE} is none of those that carry vfio-pci`],
  ],
  [
    "the image was not looked into",
    "module",
    undefined,
    byModule,
    [`${entry}its image ${IMAGE} is not known to carry vfio-pci`],
  ],
  [
    "the image was changed",
    "module",
    { state: "changed" },
    byModule,
    [`${entry}its image ${IMAGE} was changed since it was looked into`],
  ],
  [
    "the image still has the bind script",
    "module",
    { bind: "5c71" },
    byModule,
    [`${entry}its image ${IMAGE} carries another bind script`],
  ],
])("when %s", (_what, form, found, wanted, problems) => {
  expect(effectiveProblems(host(form, LINE, found), wanted)).toEqual(problems);
});

test("an entry without the ids is named", () => {
  expect(effectiveProblems(host("builtin", LINE.replace(IDS, "")), declared)).toEqual([
    `${entry}${IDS} is not on its command line`,
  ]);
});

test("a kernel with vfio-pci built in needs no image to bind", () => {
  const facts = host("builtin", LINE);
  const [first] = facts.bootLoader.entries;
  if (first === undefined) throw new Error("no entry");
  const bootLoader = { ...facts.bootLoader, defaultEntry: { ...first, initrds: [] } };
  expect(defaultEntryProblems({ ...facts, bootLoader }, declared)).toEqual([]);
  expect(defaultEntryProblems({ ...facts, bootLoader }, wantedBoot())).toHaveLength(1);
});

function host(form: "module" | "builtin", line: string, found?: Partial<ImageFacts>): EffectiveFacts {
  return {
    kernel: { installed: lab.kernel.installed.map((kernel) => ({ ...kernel, vfioPci: form })) },
    bootLoader: { ...lab.bootLoader, entries: entries(line, []) },
    managed: found === undefined ? {} : { images: { [IMAGE]: { ...image, ...found } } },
  };
}
