import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TrialHost } from "./trial-host.ts";

const THEIRS = "menuentry 'Theirs' {\n}";
const CUT = { power: true };

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
});
afterEach(() => host.dispose());

describe("a power cut at any step, in which all is lost that was not brought to the disks", () => {
  it("leaves what a boot reads as it was, until the trial is armed", () => {
    host.put("boot/grub/custom.cfg", THEIRS);
    const before = host.manifest();
    host.atEveryStep(
      () => host.arm(),
      (step) => {
        host.boot(false);
        expect(host.recover()).toMatchObject({ code: 0, err: "" });
        expect([step, host.disarm("abandon", "forget")]).toMatchObject([step, { code: 0, err: "" }]);
        expect([step, host.differing(before)]).toEqual([step, []]);
      },
      CUT,
    );
  }, 600_000);

  it("lets what was confirmed be kept at the next boot", () => {
    const reference = tried(new TrialHost());
    expect(reference.commit()).toMatchObject({ code: 0, err: "" });
    tried(host);
    const armed = host.manifest();
    host.atEveryStep(
      () => host.commit(),
      (step) => {
        host.boot(false);
        if (host.state === "armed") {
          const changed = host
            .differing(armed)
            .filter((path) => !path.startsWith("var/lib/pulumi-vfio/trial/record"));
          expect([step, changed]).toEqual([step, []]);
          return;
        }
        // What recovers goes at the end, when all is kept; what is left is for the next run.
        const next = host.recovers ? host.recover() : host.state === undefined ? undefined : host.commit();
        if (next !== undefined) expect([step, next]).toMatchObject([step, { code: 0, err: "" }]);
        const left = host.differing(reference.manifest()).filter((path) => !path.includes(".gone"));
        expect([step, left]).toEqual([step, []]);
      },
      CUT,
    );
    reference.dispose();
  }, 600_000);
});

function tried(on: TrialHost): TrialHost {
  expect(on.arm()).toMatchObject({ code: 0, err: "" });
  on.boot(true);
  return on;
}
