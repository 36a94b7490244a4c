import { mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TrialHost } from "./trial-host.ts";

const STATE = "var/lib/pulumi-vfio";
const RECORD = `${STATE}/trial/record`;
const CUSTOM = "boot/grub/custom.cfg";

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
});
afterEach(() => host.dispose());

it.each(["staged", "armed", "committing", "fell-back", "rejected"])(
  "arming is refused while a trial of another run is on the host that is %s, and nothing is touched",
  (state) => {
    host.arm();
    host.put(RECORD, (host.read(RECORD) ?? "").replace(/^state .*$/m, `state ${state}`));
    const before = host.manifest();
    const err = `another run tries a boot of this host (${state}); wait for it to end, and run again\n`;
    expect(host.arm()).toMatchObject({ code: 75, err });
    expect(host.manifest()).toEqual(before);
  },
);

describe("arming that fails", () => {
  it.each([
    ["the lines for GRUB are refused", () => host.program("grub-script-check", "exit 1")],
    ["the overlay cannot be built", () => host.program("cpio", "exit 2")],
    ["GRUB's environment cannot be written", () => host.program("grub-editenv", "exit 1")],
  ])("when %s has armed nothing, and is taken away", (_what, spoil) => {
    host.put(CUSTOM, "set timeout=3\n");
    const before = host.manifest();
    spoil();
    expect(host.arm().code).not.toBe(0);
    expect(host.read("boot/grub/pulumi-vfio.env")).toBeUndefined();
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("touches nothing where custom.cfg is a link, which is not followed", () => {
    host.put("boot/grub/theirs.cfg", "");
    symlinkSync("theirs.cfg", join(host.root, CUSTOM));
    const before = host.manifest();
    expect(host.arm()).toMatchObject({
      code: 75,
      err: "/boot/grub/custom.cfg is a symbolic link, which is not followed\n",
    });
    expect(readlinkSync(join(host.root, CUSTOM))).toBe("theirs.cfg");
    expect(host.manifest()).toEqual(before);
  });

  it("is taken away also where a note of it was cut off by a full disk", () => {
    const before = host.manifest();
    host.arm();
    for (const name of ["created", "folders"]) {
      const path = `${STATE}/trial/${name}`;
      host.put(path, `${host.read(path)}/etc/systemd`);
    }
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });
});

it("leaves the drop-in alone that a change which was cut off has kept, whether it fails or not", () => {
  mkdirSync(join(host.root, `${STATE}/drop-in`), { recursive: true });
  host.put("etc/default/grub.d/90-pulumi-vfio.cfg", "of the change\n");
  const trial = host.trial();
  const before = host.manifest();
  host.program("cpio", "exit 2");
  expect(host.arm(trial).code).not.toBe(0);
  host.disarm("forget");
  expect(host.manifest()).toEqual(before);
  host.remove("bin/cpio");
  expect(host.arm(trial)).toMatchObject({ code: 0, err: "" });
  host.disarm("forget");
  expect(host.manifest()).toEqual(before);
});
