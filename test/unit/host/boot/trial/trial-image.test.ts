import { describe, expect, it } from "vitest";
import type { BootChange } from "../../../../../host/boot/parts/parts.ts";
import { rebootOf } from "../../../../../host/boot/trial/plan-trial.ts";
import { imageOfChange, imageOfUndo } from "../../../../../host/boot/trial/trial-image.ts";
import type { ManagedFacts } from "../../../../../host/model/facts/managed-facts.ts";
import { freshHost, KERNEL, labObservation, withManaged } from "../lab-host.ts";

const PATH = `/boot/initrd.img-${KERNEL}`;
const facts = labObservation(freshHost());
const own = { path: PATH, kernel: KERNEL, tool: "initramfs-tools" } as const;
const other = { path: "/boot/initrd.img-5", kernel: "5", tool: "initramfs-tools" } as const;

describe("the image of a trial", () => {
  it.each<[string, readonly BootChange[], object | undefined]>([
    ["made anew", [images("build", other, own)], { ...own, how: "build" }],
    ["looked into", [images("build", other), images("look", own)], { ...own, how: "look" }],
    ["given back", [images("restore", own)], { ...own, how: "restore" }],
    ["left alone", [images("build", other)], undefined],
    ["left alone by a change of arguments", [{ kind: "menu", what: "x", because: "x" }], undefined],
  ])("is that of the default entry, which is %s", (_what, changes, expected) => {
    expect(imageOfChange(facts, changes)).toEqual(expected);
    const consent = { allowUnprotectedReboot: false, allowUnprovenBaseline: false, reboot: "auto" } as const;
    const plan = rebootOf(facts, [...changes, { kind: "reboot", because: ["x"] }], consent);
    expect(plan).toMatchObject({ kind: "trial", image: expected });
  });

  it.each<[string, ManagedFacts["images"], object | undefined]>([
    ["the one from before", { [PATH]: seen("as-seen") }, { ...own, how: "restore" }],
    [
      "one without our part where somebody has made it since",
      { [PATH]: seen("changed") },
      { ...own, how: "restore" },
    ],
    ["none of its own where it is not there any more", { [PATH]: seen("missing") }, undefined],
    ["none of its own where it carries nothing of ours", { [other.path]: seen("as-seen") }, undefined],
    ["none of its own where none does", undefined, undefined],
  ])("of an undo is %s", (_what, carrying, expected) => {
    expect(imageOfUndo(withManaged(facts, { images: carrying }))).toEqual(expected);
  });

  it("is none where the default entry is not known", () => {
    const unknown = { ...facts, bootLoader: { ...facts.bootLoader, defaultEntry: undefined } };
    expect(imageOfChange(unknown, [images("build", own)])).toBeUndefined();
    expect(imageOfUndo(withManaged(unknown, { images: { [PATH]: seen("as-seen") } }))).toBeUndefined();
  });
});

function images(
  how: "build" | "look" | "restore",
  ...list: readonly (typeof own | typeof other)[]
): BootChange {
  return { kind: "images", how, images: list, because: "x" };
}

function seen(state: "as-seen" | "changed" | "missing") {
  return { kernel: KERNEL, tool: "initramfs-tools", bind: "sum", state } as const;
}
