import { afterEach, beforeEach, expect, it } from "vitest";
import { TrialHost } from "./trial-host.ts";

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
