import { afterEach, beforeEach, expect, it } from "vitest";
import { IMAGE, NEWER, TRIED, TrialImageHost } from "./trial-image-host.ts";

let host: TrialImageHost;
beforeEach(() => {
  host = new TrialImageHost();
});
afterEach(() => host.dispose());

it("a run that is killed while it makes the image of a trial leaves nothing that the next boot does not take away", () => {
  const before = host.manifest();
  host.tool('echo half >"$2"; kill -9 $PPID; exit 1');
  expect(host.arm().code).toBeNull();
  expect(host.read("boot/vfio/.trial.img.pulumi-vfio")).toBe("half\n");
  host.boot(false);
  expect(host.recover()).toMatchObject({ code: 0, err: "" });
  expect(host.differing(before)).toEqual([]);
});

it("a run that is cut off at any step in the boot folder, by a power cut, leaves nothing of the image of a trial that the next boot, and then the next run, do not take away", () => {
  const before = host.manifest();
  host.atEveryStep(
    () => host.arm(),
    (step) => {
      host.boot(false);
      expect(host.recover()).toMatchObject({ code: 0, err: "" });
      const left = host.differing(before).filter((path) => path.startsWith("boot"));
      expect([step, left]).toEqual([step, []]);
      expect(host.disarm("abandon", "forget")).toMatchObject({ code: 0, err: "" });
      expect([step, host.differing(before)]).toEqual([step, []]);
    },
    { power: true, below: "boot" },
  );
}, 900_000);

it("an image that was tried is kept by a commit that a power cut ends at any step in the boot folder, and then goes on", () => {
  const trial = host.trial();
  const payload = trial.payload.filter((line) => line !== "menu" && !line.endsWith(NEWER));
  expect(host.arm({ ...trial, payload })).toMatchObject({ code: 0, err: "" });
  host.boot(true);
  const [theirs, image] = [host.read(IMAGE), host.read(TRIED)];
  host.atEveryStep(
    () => host.commit(),
    (step) => {
      if (host.state === "armed") {
        expect([step, host.read(IMAGE), host.read(TRIED)]).toEqual([step, theirs, image]);
        return;
      }
      // Whatever is there at any time is one or the other, as a whole.
      expect([step, [theirs, image].includes(host.read(IMAGE))]).toEqual([step, true]);
      if (host.state === "committing") {
        const { code, err } = host.recovers ? host.recover() : host.commit();
        expect({ step, code, err }).toEqual({ step, code: 0, err: "" });
      }
      const left = [host.read(IMAGE), host.read(TRIED), host.state];
      expect([step, ...left]).toEqual([step, image, undefined, undefined]);
      expect(host.read(`var/lib/pulumi-vfio/base/images/${IMAGE}`)).toBe(theirs);
    },
    { power: true, below: "boot" },
  );
}, 900_000);
