import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TrialHost } from "./trial-host.ts";

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
  mkdirSync(join(host.root, "run/systemd/system"), { recursive: true });
  host.program("systemd-run", `echo "$@" >>"${host.root}/later"`);
});
afterEach(() => host.dispose());

describe("a trial whose run does not reboot the host", () => {
  it("is taken away by the host itself after a while, so that no later reboot is a trial", () => {
    const before = host.manifest();
    expect(host.arm()).toMatchObject({ code: 0, err: "" });
    const [order = ""] = (host.read("later") ?? "").trimEnd().split("\n");
    expect(order).toMatch(/--on-active=900 .*\/var\/lib\/pulumi-vfio\/trial\/recover /);
    const [, id = ""] = /--setenv=PULUMI_VFIO_TRIAL=(\S+)/.exec(order) ?? [];
    host.remove("later");
    expect(later("another")).toMatchObject({ code: 0, err: "" });
    expect(host.state).toBe("armed");
    expect(later(id)).toMatchObject({ code: 0, err: "" });
    expect(host.state).toBe("fell-back");
    host.disarm("forget");
    expect(host.differing(before)).toEqual([]);
  });

  /** What was ordered for the trial with an id, when its time has come. */
  const later = (id: string) =>
    host.script(`PULUMI_VFIO_TRIAL=${id} exec sh "$1/var/lib/pulumi-vfio/trial/recover" "$1"`, []);

  it("is armed also where that cannot be ordered", () => {
    host.program("systemd-run", "echo no bus >&2; exit 1");
    expect(host.arm()).toMatchObject({ code: 0, err: "" });
    expect(host.state).toBe("armed");
  });
});
