import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ID, TrialHost } from "./trial-host.ts";

const CUSTOM = "boot/grub/custom.cfg";
const THEIRS = "menuentry 'Theirs' {\n}\n";

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
});
afterEach(() => host.dispose());

describe("taking a trial away", () => {
  it.each([
    ["is not there", undefined],
    ["is there", THEIRS],
    ["has no end of its last line", "set timeout=3"],
    ["is empty", ""],
  ])("gives the host back byte for byte where custom.cfg %s", (_what, text) => {
    if (text !== undefined) host.put(CUSTOM, text);
    const before = host.manifest();
    expect(host.arm()).toMatchObject({ code: 0, err: "" });
    if (text !== undefined) expect(host.read(CUSTOM)).toContain(text);
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("gives custom.cfg back with its mode, which may hide a password", () => {
    host.put(CUSTOM, THEIRS);
    chmodSync(join(host.root, CUSTOM), 0o600);
    const before = host.manifest();
    host.arm();
    expect(host.manifest()[CUSTOM]).toMatch(/^100600 /);
    for (const copy of ["menu-before", "menu-with-block"])
      expect(host.manifest()[`${STATE}/${copy}`]).toMatch(/^100600 /);
    host.disarm("forget");
    expect(host.manifest()).toEqual(before);
  });

  it.each([
    ["was there before", THEIRS],
    ["came with the trial", undefined],
  ])("leaves what somebody has written since into a custom.cfg that %s", (_what, text) => {
    if (text !== undefined) host.put(CUSTOM, text);
    host.arm();
    host.put(CUSTOM, `# new\n${host.read(CUSTOM)}# newer\n`);
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(host.read(CUSTOM)).toBe(`# new\n${text ?? ""}# newer\n`);
  });

  it.each([
    ["is gone where it came with the trial", undefined, undefined],
    ["stays where it was there before", "\n", "\n\n \n"],
  ])("a custom.cfg in which somebody has left blanks only %s", (_what, text, left) => {
    if (text !== undefined) host.put(CUSTOM, text);
    host.arm();
    host.put(CUSTOM, `${host.read(CUSTOM)?.replace("reboot", "halt")}\n \n`);
    expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
    expect(host.read(CUSTOM)).toBe(left);
  });

  it("does not bring back a custom.cfg that somebody has removed since", () => {
    host.put(CUSTOM, THEIRS);
    host.arm();
    host.remove(CUSTOM);
    expect(host.disarm("forget").code).toBe(0);
    expect(host.read(CUSTOM)).toBeUndefined();
  });

  it("only says that it is rejected when it is asked to", () => {
    host.arm();
    const before = host.manifest();
    expect(host.disarm("reject").code).toBe(0);
    expect(host.state).toBe("rejected");
    expect({ ...host.manifest(), [RECORD]: before[RECORD] }).toEqual(before);
  });

  it("does not touch one that was confirmed, unless it is to be abandoned", () => {
    const before = host.manifest();
    host.arm();
    host.put(RECORD, (host.read(RECORD) ?? "").replace("state armed", "state committing"));
    const armed = host.manifest();
    const refused = host.disarm("forget");
    expect(refused).toMatchObject({ code: 75, err: "the trial was confirmed and is being kept\n" });
    expect(host.manifest()).toEqual(armed);
    expect(host.disarm("abandon", "forget").code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });

  it("leaves one alone that another run has begun since", () => {
    const before = host.manifest();
    host.arm();
    const armed = host.manifest();
    for (const word of ["forget", "reject", "abandon"]) {
      expect(host.disarm("of 11111111", word)).toMatchObject({ code: 0, err: "" });
      expect(host.manifest()).toEqual(armed);
    }
    expect(host.disarm(`of ${ID}`, "forget").code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });

  it("takes away what was cut off before it had a record", () => {
    const before = host.manifest();
    host.put(`${STATE}/instructions`, "trial");
    expect(host.disarm("of none", "abandon", "forget")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("may be repeated, and may be done where there is none", () => {
    const before = host.manifest();
    expect(host.disarm("abandon", "forget").code).toBe(0);
    host.arm();
    host.disarm();
    host.disarm();
    host.disarm("forget");
    expect(host.disarm("forget").code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });
});

const STATE = "var/lib/pulumi-vfio/trial";
const RECORD = `${STATE}/record`;
