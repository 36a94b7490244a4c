import { expect, it } from "vitest";
import { instructions } from "./boot-instructions.ts";
import { TrialHost } from "./trial-host.ts";

const RECORD = "var/lib/pulumi-vfio/trial/record";

it.each(["change", "undo"] as const)(
  "a %s that is cut off at any step while it is kept goes on when it was confirmed, by the next run or the next boot, and else has changed nothing",
  (kind) => {
    const reference = tried(kind);
    expect(reference.commit()).toMatchObject({ code: 0, err: "" });
    const host = tried(kind);
    const armed = host.manifest();
    host.atEveryStep(
      () => host.commit(),
      (step) => {
        if (host.state === "armed") {
          expect(host.confirmed).toBe(false);
          const changed = host.differing(armed).filter((path) => path !== `${RECORD}.new`);
          expect([step, changed]).toEqual([step, []]);
          return;
        }
        if (host.state === "committing") {
          if (step % 2 === 0) host.boot(false);
          const { code, err } = host.recovers && step % 2 === 0 ? host.recover() : host.commit();
          expect({ step, code, err }).toEqual({ step, code: 0, err: "" });
        }
        const left = host.differing(reference.manifest()).filter((path) => !path.includes(".gone"));
        expect([step, left]).toEqual([step, []]);
      },
    );
    reference.dispose();
    host.dispose();
  },
  600_000,
);

function tried(kind: "change" | "undo"): TrialHost {
  const host = new TrialHost();
  if (kind === "undo") host.transact("change", ["copies", ...instructions(host)]);
  expect(host.arm(host.trial(kind))).toMatchObject({ code: 0, err: "" });
  host.boot(true);
  return host;
}
