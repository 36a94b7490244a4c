import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TrialHost } from "./trial-host.ts";

const CUSTOM = "boot/grub/custom.cfg";
const THEIRS = "menuentry 'Theirs' {\n}";

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
});
afterEach(() => host.dispose());

describe("a run that is killed at any step", () => {
  it("leaves nothing of what it has armed that the next boot, and then the next run, do not take away", () => {
    host.put(CUSTOM, THEIRS);
    const before = host.manifest();
    host.atEveryStep(
      () => host.arm(),
      (step) => {
        host.boot(false);
        expect(host.recover()).toMatchObject({ code: 0, err: "" });
        const left = host.differing(before).filter((path) => !RECOVERY.test(path));
        expect([step, left]).toEqual([step, []]);
        expect(host.disarm("abandon", "forget")).toMatchObject({ code: 0, err: "" });
        expect([step, host.differing(before)]).toEqual([step, []]);
      },
    );
  }, 600_000);

  it.each([
    ["is not there", undefined],
    ["is there", THEIRS],
  ])(
    "does not keep a trial from being taken away where custom.cfg %s",
    (_what, text) => {
      if (text !== undefined) host.put(CUSTOM, text);
      const before = host.manifest();
      host.arm();
      host.atEveryStep(
        () => host.disarm("forget"),
        (step) => {
          expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
          expect([step, host.differing(before)]).toEqual([step, []]);
        },
      );
    },
    600_000,
  );
});

/** The record may stay, and what takes a trial away may be there itself before it can. */
const RECOVERY =
  /^var\/lib\/pulumi-vfio|^etc\/systemd\/system\/(?:multi-user\.target\.wants|pulumi-vfio-recover\.service(?:\.new)?)$/;
