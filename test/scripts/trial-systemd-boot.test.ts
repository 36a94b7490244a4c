import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemdBoot } from "../../host/boot/loaders/systemd-boot/manage.ts";
import { systemdBootMeans } from "../../host/boot/loaders/systemd-boot/trial.ts";
import { trialEntry } from "../../host/boot/trial/trial-entry.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import type { BootEntry } from "../../host/model/facts/boot-loader-facts.ts";
import { args, GPU, tokens, write } from "./boot-instructions.ts";
import type { Run } from "./fake-host.ts";
import { ID, TrialHost } from "./trial-host.ts";

const ENTRIES = "efi/loader/entries";
const ENTRY = `${ENTRIES}/0123-6.1.0-1.conf`;
const TRIAL = `${ENTRIES}/pulumi-vfio-trial-${ID}.conf`;
const BASE: BootEntry = {
  title: "Debian",
  kernel: "/0123/6.1.0-1/linux",
  initrds: ["/0123/6.1.0-1/initrd.img"],
  commandLine: "root=UUID=x ro quiet",
};
const TEXT = `title Debian
version 6.1.0-1
machine-id 0123
linux /0123/6.1.0-1/linux
initrd /0123/6.1.0-1/initrd.img
options root=UUID=x ro quiet
`;

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
  host.put("etc/machine-id", "0123\n");
  host.put(ENTRY, TEXT);
  for (const name of ["linux", "initrd.img"]) host.put(`efi/0123/6.1.0-1/${name}`, name);
  host.put("sys/firmware/efi/efivars/.keep", "");
});
afterEach(() => host.dispose());

describe("a trial with systemd-boot", () => {
  it("is refused before anything is touched where the partition with the entries is full", () => {
    const full =
      'case $2 in */efi*) echo header; echo "/dev/vda1 64000 63900 100 99% /efi" ;; *) exec /bin/df "$@" ;; esac';
    host.program("df", full);
    const before = host.manifest();
    const { code, err } = arm();
    expect([code, err]).toEqual([
      75,
      expect.stringContaining("only 100 kB are free on /efi, 128 kB are needed"),
    ]);
    expect(host.manifest()).toEqual(before);
  });

  it("adds an entry of its own, makes what runs now the default, and names the trial for one boot", () => {
    const before = host.manifest();
    expect(arm()).toMatchObject({ code: 0, err: "" });
    expect(host.read(TRIAL)).toContain(`pulumi_vfio_trial=${ID} panic=30`);
    expect([host.read(ENTRY), host.read("efi/vfio/trial.cpio")]).toEqual([TEXT, expect.anything()]);
    expect(words()).toEqual(["0123-6.1.0-1.conf", `pulumi-vfio-trial-${ID}.conf`]);
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(words()).toEqual([undefined, undefined]);
    expect(host.manifest()).toEqual(before);
    expect(host.read(TRIAL)).toBeUndefined();
    expect(host.read("efi/vfio/trial.cpio")).toBeUndefined();
  });

  it("gives back the default from before, also after a boot without the trial", () => {
    host.program("set-theirs", "bootctl set-default theirs.conf");
    host.run("set-theirs");
    expect(words()).toEqual(["theirs.conf", undefined]);
    arm();
    host.boot(false);
    expect(host.recover()).toMatchObject({ code: 0, err: "" });
    expect(host.state).toBe("fell-back");
    expect(words()).toEqual(["theirs.conf", undefined]);
  });

  it("is started once also where the firmware did not let the loader take the word away", () => {
    arm();
    host.boot(true);
    const before = host.manifest();
    expect(words()).toEqual(["0123-6.1.0-1.conf", `pulumi-vfio-trial-${ID}.conf`]);
    expect(host.recover()).toMatchObject({ code: 0, err: "" });
    expect(words()).toEqual(["0123-6.1.0-1.conf", undefined]);
    expect([host.state, host.manifest()]).toEqual(["armed", before]);
  });

  it("is refused where the firmware does not keep the word, and nothing is left when it is taken away", () => {
    const before = host.manifest();
    host.program("bootctl", "exit 0");
    const { code, err } = arm();
    expect([code, err]).toEqual([76, "the firmware did not keep which entry is to be started once\n"]);
    expect(host.state).toBe("armed");
    expect(host.disarm("forget").code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });

  it("does not stay where the firmware does not let the word be taken away: what it names goes", () => {
    arm();
    for (const name of ["bootctl", "chattr"]) host.program(name, "exit 1");
    host.program("rm", 'case "$*" in *LoaderEntry*) exit 1 ;; esac\nexec /usr/bin/rm "$@"');
    host.boot(false);
    expect(host.recover().code).not.toBe(0);
    expect([host.read(TRIAL), host.read("efi/vfio/trial.cpio")]).toEqual([undefined, undefined]);
    expect(host.state).toBe("armed");
  });

  it.each([
    ["kernel", "linux", ""],
    ["image", "initrd.img", undefined],
  ])("is not armed where its %s is not there, or empty, and nothing is left of it", (_what, name, text) => {
    const path = `efi/0123/6.1.0-1/${name}`;
    host.remove(path);
    if (text !== undefined) host.put(path, text);
    const before = host.manifest();
    const err = `/${path}, which the trial would load, is not there, or empty\n`;
    expect(arm()).toMatchObject({ code: 76, err });
    expect([host.state, words()]).toEqual(["staged", [undefined, undefined]]);
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("is kept: the entries are edited, and the default is the one from before", () => {
    arm();
    host.boot(true);
    expect(host.commit()).toMatchObject({ code: 0, err: "" });
    expect(host.read(ENTRY)).toContain(`options root=UUID=x ro quiet iommu=pt vfio_bind=${GPU}@1234:1111\n`);
    expect(host.read(ENTRY)).toContain("initrd /vfio/early.cpio\n");
    expect([host.read(TRIAL), host.state]).toEqual([undefined, undefined]);
    expect(words()).toEqual([undefined, undefined]);
  });
});

function words() {
  return [host.variable("LoaderEntryDefault"), host.variable("LoaderEntryOneShot")];
}

function arm(): Run {
  const files = Object.entries(filesOf(args, {}, systemdBoot, "/efi"));
  const payload = [
    "boot /efi",
    "copies",
    `function ${GPU}`,
    ...tokens(),
    ...files.map(([path, text]) => write(host, path, text)),
    "overlay",
    "entries",
  ];
  const means = systemdBootMeans({ entries: `/${ENTRIES}`, knownGood: "0123-6.1.0-1.conf" });
  const overlay = "/efi/vfio/trial.cpio";
  const entry = trialEntry(BASE, { id: ID, without: [], tokens: [], overlay: true });
  return host.arm({ ...host.trial("change", means), payload, overlay, entry });
}
