import { expect, it } from "vitest";
import { framebufferArguments } from "../../../../../host/boot/support/framebuffer-arguments.ts";
import type { ConditionFacts } from "../../../../../host/model/facts/condition-facts.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { AUDIO, freshHost, GPU, labObservation } from "../lab-host.ts";

const { condition, managed } = labObservation(freshHost());
const display = { address: GPU, bootVga: true };
const audio = { address: AUDIO, bootVga: undefined };

it.each([
  ["efifb on the card", ["efifb"], "", { video: "efifb:off" }],
  ["vesafb on the card", ["vesafb"], "", { video: "vesafb:off" }],
  ["simpledrm on the card", ["BOOTFB", "simpledrm"], "", { initcall_blacklist: "sysfb_init" }],
  ["nothing on the card", [], "", {}],
  ["nothing any more, because of what we wrote", [], "iommu=pt video=efifb:off", { video: "efifb:off" }],
  [
    "another owner since the kernel changed",
    ["simpledrm"],
    "video=efifb:off",
    { initcall_blacklist: "sysfb_init" },
  ],
])("a boot display that is taken, with %s", (_, owners, written, expected) => {
  expect(framebufferArguments(host(owners, written), [display, audio])).toEqual(expected);
});

it("keeps an argument that was written by a run that made no copy", () => {
  const { managed: written, ...facts } = host([], "video=efifb:off");
  const text = written.ours[paths.grub];
  const files = { [paths.grub]: { text, sha256: "" } };
  const journal = { files: [paths.grub], tokens: [], drivers: {} };
  const uncopied = { ...facts, managed: { ...managed, files, journal } };
  expect(framebufferArguments(uncopied, [display])).toEqual({ video: "efifb:off" });
});

it("leaves the picture of a display alone that is not taken", () => {
  expect(framebufferArguments(host(["efifb"], ""), [{ ...display, bootVga: false }])).toEqual({});
});

function host(owners: readonly string[], written: string) {
  const framebuffers: ConditionFacts["framebuffers"] = owners.map((owner) => ({ owner, address: GPU }));
  const text = `GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT ${written}"\n`;
  return { condition: { ...condition, framebuffers }, managed: { ...managed, ours: { [paths.grub]: text } } };
}
