import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bindScript } from "../../host/boot/on-host/overlay-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { killAtStep } from "./by-tool.ts";
import { FakeSnapshots, KERNEL } from "./fake-snapshots.ts";

const BIND = sha256(bindScript);

let host: FakeSnapshots;
beforeEach(() => {
  host = new FakeSnapshots();
});
afterEach(() => host.dispose());

describe("a run that is cut off with sdbootutil", () => {
  it("is gone on with, and undone exactly", () => {
    let last = false;
    for (let step = 1; !last; step++) {
      const before = host.manifest();
      killAtStep(host, step);
      last = host.change().code === 0;
      killAtStep(host, 0);
      expect(host.change("look")).toMatchObject({ code: 0, err: "" });
      expect([step, host.record()]).toEqual([step, [[`/boot/efi${host.imageOf(4)}`, KERNEL, BIND]]]);
      expect(host.undo()).toMatchObject({ code: 0, err: "", out: expect.not.stringContaining("note") });
      expect([step, host.manifest()]).toEqual([step, before]);
      expect(step).toBeLessThan(60);
      if (last) expect(step).toBeGreaterThan(5);
    }
  }, 300_000);

  it("is undone exactly, also when the undo was cut off", () => {
    let last = false;
    for (let step = 1; !last; step++) {
      const before = host.manifest();
      host.change();
      killAtStep(host, step);
      last = host.undo().code === 0;
      killAtStep(host, 0);
      expect(host.undo()).toMatchObject({ code: 0, err: "", out: expect.not.stringContaining("note") });
      expect([step, host.manifest()]).toEqual([step, before]);
      expect(step).toBeLessThan(60);
    }
  }, 300_000);
});
