import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GRUB_EFI, TrialHost } from "./trial-host.ts";

const TRIED = "boot/vfio/trial.cpio";

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
});
afterEach(() => host.dispose());

it("needs no room for two overlays: the tried one is gone before the one that is kept is built", () => {
  host.arm();
  host.boot(true);
  expect(host.read(TRIED)).toBeDefined();
  host.spoilMenu("s/iommu=pt//");
  expect(host.commit().code).toBe(76);
  expect([host.state, host.read(TRIED)]).toEqual(["committing", undefined]);
  expect(host.read("boot/vfio/early.cpio")).toBeDefined();
});

/** Says that there are 100 kB on the EFI partition, and as it is elsewhere. */
const FULL = `case $2 in */boot/efi*) echo header; echo "/dev/vda1 64000 63900 100 99% /boot/efi" ;; *) exec /bin/df "$@" ;; esac`;

describe("the EFI partition that is to have GRUB's word", () => {
  beforeEach(() => host.put("boot/efi/EFI/debian/grubx64.efi", "grub"));

  it("is told to be full before anything is touched", () => {
    host.program("df", FULL);
    const before = host.manifest();
    expect(host.arm(host.trial("change", GRUB_EFI))).toMatchObject({
      code: 75,
      err: "only 100 kB are free on /boot/efi, 128 kB are needed for the trial's /boot/efi/EFI/pulumi-vfio/env; remove there what is not used\n",
    });
    expect(host.manifest()).toEqual(before);
  });

  it("is told to be mounted read-only before anything is touched", () => {
    const before = host.manifest();
    const { code, err } = host.arm(host.trial("change", GRUB_EFI), { readOnly: "boot/efi" });
    expect([code, err]).toEqual([
      75,
      expect.stringMatching(/boot\/efi cannot be written: it is mounted read-only/),
    ]);
    expect(host.manifest()).toEqual(before);
  });

  it("gets the word in a folder of its own, which is gone with it", () => {
    const before = host.manifest();
    expect(host.arm(host.trial("change", GRUB_EFI))).toMatchObject({ code: 0, err: "" });
    expect(host.read("boot/efi/EFI/pulumi-vfio/env")).toContain("pulumi_vfio_try=");
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("that fills up meanwhile is left as it was", () => {
    const before = host.manifest();
    host.program("grub-editenv", 'case $1 in */efi/*) echo "No space left on device" >&2; exit 1 ;; esac');
    const { code, err } = host.arm(host.trial("change", GRUB_EFI));
    expect([code, err]).toEqual([expect.any(Number), expect.stringContaining("No space left")]);
    host.remove("bin/grub-editenv");
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });
});
