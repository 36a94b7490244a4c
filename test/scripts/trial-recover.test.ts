import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { grubMeans } from "../../host/boot/loaders/grub/trial.ts";
import type { TrialState } from "../../host/model/facts/trial-facts.ts";
import { ID, TrialHost } from "./trial-host.ts";

const RECORD = "var/lib/pulumi-vfio/trial/record";

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
});
afterEach(() => host.dispose());

describe("at a boot without the trial", () => {
  it.each<[TrialState, TrialState]>([
    ["armed", "fell-back"],
    ["rejected", "rejected"],
    ["fell-back", "fell-back"],
  ])("one that is %s is taken away, and the record says %s", (state, after) => {
    const before = host.manifest();
    becomes(state);
    host.boot(false);
    const { code, out, err } = host.recover();
    expect([code, err, host.state]).toEqual([0, "", after]);
    if (state === "armed")
      expect(out).toContain(`the host was started without the trial ${ID}, which is removed`);
    const left = host.differing(before).filter((path) => !path.startsWith("var/lib/pulumi-vfio"));
    expect(left).toEqual([]);
    expect(host.recovers).toBe(false);
    expect(host.disarm(`of ${ID}`, "forget").code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });

  it("one that was staged only is gone as a whole", () => {
    const before = host.manifest();
    becomes("staged");
    host.boot(false);
    expect(host.recover()).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("one whose word is on an EFI partition that is not mounted is taken away all the same", () => {
    const before = host.manifest();
    host.put("boot/efi/EFI/.keep", "");
    const environment = { uuid: "AB12-CD34", path: "/EFI/pulumi-vfio/env" };
    const file = "/boot/efi/EFI/pulumi-vfio/env";
    const means = grubMeans({ name: "grub-efi", environment, file, folder: "/boot/grub" });
    expect(host.arm(host.trial("change", means))).toMatchObject({ code: 0, err: "" });
    host.remove("boot/efi");
    host.boot(false);
    expect(host.recover()).toMatchObject({ code: 0, err: "" });
    expect([host.state, host.recovers]).toEqual(["fell-back", false]);
    host.disarm("forget");
    expect(host.manifest()).toEqual(before);
  });

  it("one that was confirmed becomes the default", () => {
    becomes("committing");
    host.boot(false);
    expect(host.recover()).toMatchObject({ code: 0, err: "" });
    expect(host.read("boot/grub/grub.cfg")).toContain("iommu=pt");
    expect([host.state, host.recovers, host.confirmed]).toEqual([undefined, false, false]);
    expect(host.read("proc/sys/kernel/panic")).toBe("0\n");
  });

  it("one that was confirmed stays so while it cannot be kept, and is tried again at the next boot", () => {
    becomes("committing");
    host.program("grub-mkconfig", "exit 1");
    host.boot(false);
    expect(host.recover().code).not.toBe(0);
    expect([host.state, host.recovers]).toEqual(["committing", true]);
    host.updateGrub();
    expect(host.recover()).toMatchObject({ code: 0, err: "" });
    expect(host.state).toBeUndefined();
  });
});

describe("at the boot of the trial", () => {
  it.each<TrialState>(["armed", "rejected", "fell-back"])("nothing is done to one that is %s", (state) => {
    becomes(state);
    host.boot(true);
    const before = host.manifest();
    expect(host.recover()).toMatchObject({ code: 0, err: "", out: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("one that was confirmed becomes the default, and a panic does again what it did", () => {
    becomes("committing");
    host.boot(true);
    expect(host.recover()).toMatchObject({ code: 0, err: "" });
    expect(host.read("boot/grub/grub.cfg")).toContain("iommu=pt");
    expect([host.confirmed, host.read("proc/sys/kernel/panic")]).toEqual([true, "0\n"]);
  });
});

function becomes(state: TrialState): void {
  expect(host.arm()).toMatchObject({ code: 0, err: "" });
  host.put(RECORD, (host.read(RECORD) ?? "").replace(/^state .*$/m, `state ${state}`));
}
