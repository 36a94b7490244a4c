import { afterEach, beforeEach, expect, it } from "vitest";
import { systemdBootMeans } from "../../host/boot/loaders/systemd-boot/trial.ts";
import { TrialHost } from "./trial-host.ts";

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
  host.put("sys/firmware/efi/efivars/.keep", "");
  host.put("efi/loader/entries/known.conf", "title x\n");
  for (const name of ["vmlinuz-6.1.0-1", "initrd.img-6.1.0-1"]) host.put(`efi/boot/${name}`, name);
});
afterEach(() => host.dispose());

it("takes systemd-boot's words away also where another loader has started the host, and bootctl does nothing", () => {
  const before = host.manifest();
  const means = systemdBootMeans({ entries: "/efi/loader/entries", knownGood: "known.conf" });
  const trial = { ...host.trial("change", means), overlay: "/efi/boot/vfio/trial.cpio" };
  expect(host.arm(trial)).toMatchObject({ code: 0, err: "" });
  host.boot(false);
  host.program("bootctl", "echo Not booted with a supported boot loader. >&2; exit 1");
  expect(host.recover().code).toBe(0);
  expect([host.state, host.variable("LoaderEntryDefault"), host.variable("LoaderEntryOneShot")]).toEqual([
    "fell-back",
    undefined,
    undefined,
  ]);
  expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
  expect(host.differing(before)).toEqual([]);
});
