import { describe, expect, it } from "vitest";
import { armInstructions } from "../../../../../host/boot/trial/arm-instructions.ts";
import { trialOfChange, trialOfUndo } from "../../../../../host/boot/trial/compose-trial.ts";
import { planReboot } from "../../../../../host/boot/trial/plan-trial.ts";
import { sha256 } from "../../../../../host/model/facts/managed-facts.ts";
import type { Observation } from "../../../../../host/model/facts/observation.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { BIND, bootedHost, freshHost, KERNEL, labObservation, wantedBoot } from "../lab-host.ts";

const OWN = (id: string) => `pulumi_vfio_trial=${id} panic=30 rd.shell=0 rd.emergency=reboot`;
const PAYLOAD = ["boot /boot", "module-options boot-1", "menu"];
const fresh = labObservation(freshHost());
const booted = labObservation(bootedHost(wantedBoot()));

describe("the trial of a change", () => {
  it("starts the default entry with what is wanted, and is known by what the entry will be", () => {
    const trial = changed(fresh, wantedBoot());
    expect(trial).toMatchObject({
      kind: "change",
      seconds: 180,
      proven: `root=UUID=x ro quiet iommu=pt ${BIND}`,
      overlay: "/boot/vfio/trial.cpio",
      means: { name: "grub", folder: "/boot/grub" },
    });
    expect(trial.id).toMatch(/^[0-9a-f]{8}$/);
    expect(trial.entry.commandLine).toBe(`${trial.proven} ${OWN(trial.id)}`);
    expect(trial.entry.initrds).toEqual(["/boot/vfio/trial.cpio", `/boot/initrd.img-${KERNEL}`]);
  });

  it("has another id each time", () => {
    expect(changed(fresh, wantedBoot()).id).not.toBe(changed(fresh, wantedBoot()).id);
  });

  it("loses what was wanted before, and keeps what is wanted still", () => {
    const more = labObservation(bootedHost(wantedBoot({ "vm.gone": "1" })));
    expect(changed(more, wantedBoot()).proven).toBe(`root=UUID=x ro quiet iommu=pt ${BIND}`);
  });

  it("gets what a boot menu that is made anew gets, and loses what that loses", () => {
    const settings = { GRUB_CMDLINE_LINUX_DEFAULT: "splash" };
    const { grub } = fresh.bootLoader;
    if (grub === undefined) throw new Error("no GRUB");
    const lagging = { ...fresh, bootLoader: { ...fresh.bootLoader, grub: { ...grub, settings } } };
    expect(changed(lagging, wantedBoot()).proven).toBe(`root=UUID=x ro splash iommu=pt ${BIND}`);
  });

  it("has options of modules as arguments, only those that are new, and waits for no other boot", () => {
    const text = "options kvm ignore_msrs=1\n";
    const before = withOptions(fresh, text);
    const trial = changed(
      before,
      wantedBoot({}, { kvm: { ignore_msrs: "1" }, "vfio-pci": { disable_idle_d3: "1" } }),
    );
    expect(trial.entry.commandLine).toBe(`${trial.proven} vfio-pci.disable_idle_d3=1 ${OWN(trial.id)}`);
    expect(trial.proven).not.toContain("disable_idle_d3");
    expect(trial.payload).toEqual(["boot /boot", "menu"]);
  });

  it("has to wait for another boot with options that are taken away, which cannot be said as arguments", () => {
    const before = withOptions(fresh, "options kvm ignore_msrs=1\n");
    const trial = changed(before, wantedBoot());
    expect(trial.payload).toEqual(PAYLOAD);
    expect(trial.entry.commandLine).not.toContain("kvm.");
  });
});

it("the trial of an undo starts the default entry without anything of ours", () => {
  const trial = trialOfUndo("ws1", booted, plan(booted), PAYLOAD);
  expect(trial).toMatchObject({
    kind: "undo",
    proven: "root=UUID=x ro quiet",
    overlay: undefined,
    payload: PAYLOAD,
  });
  expect(trial.entry.commandLine).toBe(`root=UUID=x ro quiet ${OWN(trial.id)}`);
  expect(trial.entry.initrds).toEqual([`/boot/initrd.img-${KERNEL}`]);
});

it("the trial of an undo gets what a boot menu that is made anew gets, and loses what that loses", () => {
  const settings = { GRUB_CMDLINE_LINUX_DEFAULT: `splash iommu=pt ${BIND}` };
  const { grub } = booted.bootLoader;
  if (grub === undefined) throw new Error("no GRUB");
  const lagging = { ...booted, bootLoader: { ...booted.bootLoader, grub: { ...grub, settings } } };
  expect(trialOfUndo("ws1", lagging, plan(lagging), PAYLOAD).proven).toBe("root=UUID=x ro splash");
});

describe("a trial with an image of its own", () => {
  const image = { how: "build", path: `/boot/initrd.img-${KERNEL}`, kernel: KERNEL, tool: "dracut" } as const;
  const { overlay: _overlay, ...rebuilt } = wantedBoot();
  const payload = [
    "menu",
    "image build dracut 5 /boot/initrd.img-5",
    `image build dracut ${KERNEL} ${image.path}`,
  ];
  const trial = trialOfChange("ws1", fresh, rebuilt, { ...plan(fresh), image }, payload);

  it("starts it in place of the host's own, and keeps it before others are made", () => {
    expect(trial.image).toEqual({ ...image, file: "/boot/vfio/trial.img" });
    expect([trial.overlay, trial.entry.initrds]).toEqual([undefined, ["/boot/vfio/trial.img"]]);
    expect(trial.payload).toEqual([payload[2], payload[0], payload[1]]);
  });

  it("has it made before it is armed", () => {
    const lines = armInstructions(trial);
    expect(lines).toContain(`trial-image build dracut ${KERNEL} ${image.path} /boot/vfio/trial.img`);
    expect(lines.some((line) => /^trial-in-place [A-Za-z0-9+/=]+$/.test(line))).toBe(true);
    expect(armInstructions(changed(fresh, wantedBoot())).join("\n")).not.toMatch(/^trial-i/m);
  });
});

it("there is no trial without a default entry", () => {
  const without = { ...fresh, bootLoader: { ...fresh.bootLoader, defaultEntry: undefined } };
  expect(() => trialOfChange("ws1", without, wantedBoot(), plan(fresh), PAYLOAD)).toThrow(/no default entry/);
});

function changed(facts: Observation, wanted: ReturnType<typeof wantedBoot>) {
  return trialOfChange("ws1", facts, wanted, plan(facts), PAYLOAD);
}

function plan(facts: Observation) {
  const consent = { allowUnprotectedReboot: false, allowUnprovenBaseline: true };
  const found = planReboot(facts, { stored: true }, consent);
  if (found.kind !== "trial") throw new Error(`it is ${found.kind}`);
  return found;
}

function withOptions(facts: Observation, text: string): Observation {
  const files = { ...facts.managed.files, [paths.modprobe]: { text, sha256: sha256(text) } };
  return { ...facts, managed: { ...facts.managed, files } };
}
