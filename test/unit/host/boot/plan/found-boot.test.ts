import { describe, expect, it } from "vitest";
import { foundBoot } from "../../../../../host/boot/plan/found-boot.ts";
import {
  AUDIO,
  bootedHost,
  configuredHost,
  entries,
  GPU,
  heldBy,
  OVERLAY_FILE,
  wantedBoot,
  withManaged,
} from "../lab-host.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);
const built = booted.managed.overlay?.built;

describe("the host as found", () => {
  it("is as wanted when nothing is left to do, booted or not", () => {
    expect(foundBoot(booted)).toEqual(wanted);
    expect(foundBoot(configuredHost(wanted))).toEqual(wanted);
  });

  it("has the functions of the last configuration, whatever the journal has seen in between", () => {
    const journal = booted.managed.journal;
    const other = `vfio_bind=${AUDIO}@8086:293e`;
    const returned = withManaged(booted, {
      journal: { files: [], drivers: {}, ...journal, tokens: [...(journal?.tokens ?? []), other] },
    });
    expect(foundBoot(returned)).toEqual(wanted);
  });

  it("has the arguments of a file whose copy was not made, and not of one that we did not write", () => {
    const uncopied = withManaged(booted, { ours: {} });
    expect(foundBoot(uncopied)).toEqual(wanted);
    const journal = { tokens: [], drivers: {}, ...booted.managed.journal, files: [] };
    expect(foundBoot(withManaged(uncopied, { journal })).commandLine).toEqual({});
  });

  it("says who holds a function that was to be bound", () => {
    expect(foundBoot(heldBy(booted, GPU, undefined)).functions).toEqual({
      [GPU]: "1234:1111 (bound to no driver)",
      [AUDIO]: "8086:293e",
    });
  });

  it("lacks arguments that the menu lacks", () => {
    expect(
      foundBoot({ ...booted, bootLoader: { loader: "grub", entries: entries(" iommu=pt", []) } }).commandLine,
    ).toEqual({
      iommu: "pt",
    });
  });

  it("shows a damaged and a missing overlay", () => {
    const damaged = withManaged(booted, { overlay: { sha256: "other", built } });
    expect(foundBoot(damaged).overlay).toEqual({ path: OVERLAY_FILE, bind: "damaged", kernels: "" });
    expect(foundBoot(withManaged(booted, { overlay: { built } })).overlay?.bind).toBe("missing");
  });
});
