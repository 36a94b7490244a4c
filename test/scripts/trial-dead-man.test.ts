import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deadManUnit } from "../../host/boot/on-host/programs.ts";
import { FakeHost } from "./fake-host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("proc/uptime", "12.34 40.00\n");
  host.put("proc/sysrq-trigger", "");
  host.put("dev/kmsg", "");
  host.put("calls", "");
  host.program("sleep", SLEEP.replaceAll("@ROOT@", host.root));
  for (const name of ["sync", "systemctl"]) host.program(name, `echo ${name} "$@" >>"${host.root}/calls"`);
});
afterEach(() => host.dispose());

describe("the unit that returns the host", () => {
  it("starts it anew when its time is over, by force where it does not go down", () => {
    expect(run(180)).toEqual({ status: 0, stderr: "" });
    const calls = (host.read("calls") ?? "").trimEnd().split("\n");
    expect(calls.filter((call) => call === "sleep 1")).toHaveLength(181);
    expect(calls.slice(180).toSorted()).toEqual([
      "sleep 1",
      "sleep 10",
      "sleep 30",
      "sync",
      "systemctl reboot --force",
    ]);
    expect(host.read("dev/kmsg")).toMatch(/^<3>pulumi-vfio: nobody has confirmed this trial in time/);
    expect(host.read("proc/sysrq-trigger")).toBe("b\n");
  });

  it("ends without anything when the trial is confirmed in time", () => {
    host.put("confirmed-at", "100");
    expect(run(180)).toEqual({ status: 0, stderr: "" });
    expect(host.read("calls")).not.toMatch(/sync|systemctl/);
    expect([host.read("dev/kmsg"), host.read("proc/sysrq-trigger")]).toEqual(["", ""]);
  });

  it("does nothing in a boot in which it was confirmed already", () => {
    host.put("proc/uptime", "500.00 1.00\n");
    host.put("run/pulumi-vfio/confirmed", "");
    expect(run(180)).toEqual({ status: 0, stderr: "" });
    expect(host.read("calls")).toBe("");
  });
});

it("is started before everything else, in a trial only, and stays when a failed mount leads to the emergency target", () => {
  const lines = deadManUnit(240).split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "DefaultDependencies=no",
      "ConditionKernelCommandLine=pulumi_vfio_trial",
      "IgnoreOnIsolate=yes",
      "Before=sysinit.target",
      "WantedBy=sysinit.target rescue.target emergency.target",
    ]),
  );
});

/** Runs what the unit starts, as systemd reads it (systemd.service(5): `$$` and `%%`), on the host's tree. */
function run(seconds: number) {
  const [, command = ""] = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(deadManUnit(seconds)) ?? [];
  const text = command
    .replaceAll("$$", "$")
    .replaceAll("%%", "%")
    .replaceAll(/ (<|>)?(\/(?:run|proc|dev)\/)/g, ` $1${host.root}$2`);
  expect(text).toContain("up%%.*}");
  const path = `${join(host.root, "bin")}:/usr/bin:/bin`;
  const { status, stderr } = spawnSync("sh", ["-c", text], { env: { PATH: path }, encoding: "utf8" });
  return { status, stderr };
}

/** Time goes by. The loop ends with the machine, here when it was started anew by force, or confirmed. */
const SLEEP = `
echo "sleep $1" >>"@ROOT@/calls"
read -r up rest <"@ROOT@/proc/uptime"
up=$((\${up%.*} + $1))
echo "$up.50 $rest" >"@ROOT@/proc/uptime"
at=1000
[ ! -e "@ROOT@/confirmed-at" ] || at=$(cat "@ROOT@/confirmed-at")
if [ "$up" -ge "$at" ] || [ -s "@ROOT@/proc/sysrq-trigger" ]; then
  mkdir -p "@ROOT@/run/pulumi-vfio"
  : >"@ROOT@/run/pulumi-vfio/confirmed"
fi`;
