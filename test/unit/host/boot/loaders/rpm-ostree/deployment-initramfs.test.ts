import { describe, expect, it } from "vitest";
import {
  asksForModule,
  initramfsInstructions,
  withModule,
  withoutModule,
} from "../../../../../../host/boot/loaders/rpm-ostree/deployment-initramfs.ts";

const OURS = ["--force-drivers", "vfio-pci"];
const THEIRS = ["--add", "fips", "--force-drivers", "nvme"];

describe("what dracut is given for deployments", () => {
  it("is asked for by the argument that loads the module", () => {
    expect(asksForModule({ "rd.driver.pre": "vfio-pci", iommu: "pt" })).toBe(true);
    expect(asksForModule({ "vfio-pci.ids": "1:2" })).toBe(false);
  });

  it.each<[now: string[] | undefined, wanted: string[]]>([
    [undefined, OURS],
    [[], OURS],
    [THEIRS, [...THEIRS, ...OURS]],
    [
      [...OURS, ...THEIRS],
      [...OURS, ...THEIRS],
    ],
  ])("%j has the module as %j", (now, wanted) => {
    expect(withModule(now)).toEqual(wanted);
  });

  it.each<[string, string[] | undefined, "enabled" | "disabled" | undefined, string[] | undefined]>([
    ["goes where nothing was made before us", OURS, "disabled", undefined],
    ["stays enabled where it was", OURS, "enabled", []],
    ["keeps what others had", [...THEIRS, ...OURS], "enabled", THEIRS],
    ["keeps what others have added since", [...OURS, ...THEIRS], "disabled", THEIRS],
    ["is left when somebody has taken ours away", THEIRS, "disabled", THEIRS],
    ["is left when somebody has disabled it", undefined, "disabled", undefined],
    ["is left when it had the module before us", OURS, undefined, OURS],
  ])("%s", (_, now, before, left) => {
    expect(withoutModule(now, before)).toEqual(left);
  });

  it("is told to the transaction together with what is to be given back", () => {
    expect(initramfsInstructions({}, OURS)).toEqual([
      "initramfs disabled enable LS1mb3JjZS1kcml2ZXJz dmZpby1wY2k=",
    ]);
    expect(initramfsInstructions({ initramfsArguments: OURS }, OURS)).toEqual([]);
    expect(initramfsInstructions({ initramfsArguments: OURS }, undefined)).toEqual([
      "initramfs enabled disable",
    ]);
    expect(initramfsInstructions({ initramfsArguments: OURS }, [])).toEqual(["initramfs enabled enable"]);
    expect(initramfsInstructions({}, undefined)).toEqual([]);
  });
});
