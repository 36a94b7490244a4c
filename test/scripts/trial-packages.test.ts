import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TrialHost } from "./trial-host.ts";

const BUSY = [76, expect.stringContaining("holds the package manager's lock")];

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
  host.arm();
  host.boot(true);
});
afterEach(() => host.dispose());

describe("while packages are installed in the trial", () => {
  it("it does not end amid that: it is confirmed, and kept by a later run", () => {
    const before = host.manifest();
    host.program("perl", "echo busy");
    const { code, err } = host.commit();
    expect([code, err]).toEqual(BUSY);
    expect([host.state, host.confirmed]).toEqual(["armed", true]);
    expect(host.differing(before)).toEqual([]);
    host.remove("bin/perl");
    expect(host.commit()).toMatchObject({ code: 0, err: "" });
    expect(host.state).toBeUndefined();
  });

  it("it is not given up when it was cut off while it was kept", () => {
    host.spoilMenu("s/iommu=pt//");
    expect(host.commit().code).toBe(76);
    host.updateGrub();
    host.program("perl", "echo busy");
    const { code, err } = host.commit();
    expect([code, err]).toEqual(BUSY);
    expect(host.state).toBe("committing");
  });

  it("it is not kept by that run when somebody has changed the host meanwhile", () => {
    host.program("perl", "echo busy");
    expect(host.commit().code).toBe(76);
    host.remove("bin/perl");
    host.put("etc/default/grub.d/90-pulumi-vfio.cfg", "theirs\n");
    expect(host.commit().code).toBe(75);
    expect(host.state).toBe("armed");
  });
});
