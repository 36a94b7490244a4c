import { describe, expect, it } from "vitest";
import { grub } from "../../../../../host/boot/loaders/grub/manage.ts";
import { resolveFunctions } from "../../../../../host/boot/wanted/resolve-functions.ts";
import { filesOf } from "../../../../../host/boot/wanted/wanted-files.ts";
import type { BootFacts } from "../../../../../host/model/boot/boot-facts.ts";
import { selectors } from "../../selectors.ts";
import {
  AUDIO,
  bootedHost,
  configuredHost,
  freshHost,
  GPU,
  heldBy,
  labObservation,
  wantedBoot,
  withManaged,
} from "../lab-host.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);
const journal = { files: [], tokens: [], drivers: {}, ...booted.managed.journal };

/** The card's slot is one group. Both functions were bound by us; only the first is wanted from now on. */
describe("a slot that is narrowed to one of its functions", () => {
  it.each<[string, BootFacts, RegExp]>([
    [
      "its other function goes back to the driver from before",
      booted,
      /0000:01:00\.1 .*\(driver snd_hda_intel\)/,
    ],
    [
      "nobody knows who takes its other function",
      withManaged(booted, { journal: { ...journal, drivers: {} } }),
      /0000:01:00\.1 .*\(driver unknown\)/,
    ],
    [
      "its other function was bound while the system ran",
      heldBy(heldBy(configuredHost(wanted), AUDIO, "vfio-pci"), GPU, "vfio-pci"),
      /0000:01:00\.1 .*\(driver snd_hda_intel\)/,
    ],
    [
      "its other function was let go meanwhile",
      heldBy(booted, AUDIO, undefined),
      /0000:01:00\.1 .*\(driver snd_hda_intel\)/,
    ],
    [
      "only the running command line still has both",
      withManaged(booted, {
        ours: filesOf({ vfio_bind: `${GPU}@1234:1111` }, {}, grub, "/boot"),
        journal: { ...journal, tokens: [`vfio_bind=${GPU}@1234:1111`] },
      }),
      /0000:01:00\.1 .*\(driver snd_hda_intel\)/,
    ],
  ])("is refused when %s", (_when, facts, found) => {
    const narrowed = () => resolve(facts, [GPU]);
    expect(narrowed).toThrow("IOMMU group 7 holds functions that the host would keep");
    expect(narrowed).toThrow(found);
    expect(narrowed).toThrow('name the whole slot instead: "0000:01:00"');
    expect(narrowed).toThrow("Bound by this resource until now");
  });

  it.each<[string, BootFacts]>([
    [
      "its other function had no driver before us",
      withManaged(booted, { journal: { ...journal, drivers: { [GPU]: "bochs-drm", [AUDIO]: "" } } }),
    ],
    [
      "its other function was at vfio-pci before us",
      withManaged(booted, { journal: { ...journal, drivers: { [AUDIO]: "vfio-pci" } } }),
    ],
    ["somebody else bound its other function", heldBy(freshHost(), AUDIO, "vfio-pci")],
  ])("is allowed when %s", (_when, facts) => {
    expect(resolve(facts, [GPU]).map(({ address }) => address)).toEqual([GPU]);
  });

  it("stays as it is when all of it is wanted", () => {
    expect(resolve(booted, ["01:00"]).map(({ address }) => address)).toEqual([GPU, AUDIO]);
  });
});

function resolve(facts: BootFacts, devices: readonly string[]) {
  return resolveFunctions("ws1", labObservation(facts), selectors(devices), {
    previous: {},
    onNotes: () => undefined,
  });
}
