import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { giveBack, planSysctl } from "../../../../../host/boot/plan/plan-sysctl.ts";
import { parseSysctlLines, sysctlLines, sysctlProblem } from "../../../../../host/boot/settings/sysctl.ts";
import { sysctlReader } from "../../../../../host/read/sysctl/sysctl-reader.ts";

describe("sysctl values", () => {
  it.each<[string, string, RegExp | undefined]>([
    ["vm.swappiness", "10", undefined],
    ["net.ipv4.conf.eth0.rp_filter", "2", undefined],
    ["net/ipv4/conf/eth0.100/rp_filter", "2", undefined],
    ["net.ipv4.tcp_rmem", "4096 87380\t6291456", undefined],
    ["kernel.core_pattern", "|/usr/lib/x %P %u", undefined],
    ["vm", "1", /"vm" is not the name of a sysctl/],
    ["vm..x", "1", /not the name/],
    ["../etc/passwd", "1", /not the name/],
    ["vm/../../etc/passwd", "1", /not the name/],
    ["vm.swap piness", "1", /not the name/],
    ["-vm.swappiness", "1", /not the name/],
    ["vm.swappiness", "", /the value must be one line/],
    ["vm.swappiness", "1\nkernel.x = 2", /one line/],
    ["vm.swappiness", " 1", /one line/],
    ["vm.swappiness", "1".repeat(256), /at most 255/],
    ["kernel.modules_disabled", "1", /cannot be taken back without a reboot/],
    ["kernel/kexec_load_disabled", "1", /cannot be taken back without a reboot/],
  ])("%s = %j: %s", (name, value, problem) => {
    const found = sysctlProblem(name, value);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(problem);
  });

  it("come back from their file", () => {
    const name = fc.stringMatching(/^[a-z]{1,5}(\.[a-z_-]{1,5}){1,3}$/);
    const value = fc.stringMatching(/^[!-~]{1,9}( [!-~]{1,9}){0,2}$/);
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (values) => {
        for (const [key, text] of Object.entries(values)) expect(sysctlProblem(key, text)).toBeUndefined();
        expect(parseSysctlLines(`# a = b\n${sysctlLines(values)}`)).toEqual(values);
      }),
    );
  });
});

describe("the plan for the running system", () => {
  const text = "vm.swappiness = 10\nnet.x.list = 1 2\n";
  const before = { "vm.swappiness": "60", "net.x.list": "0\t2" };
  const running = { "vm.swappiness": "10", "net.x.list": "1\t2" };

  it("sets what is not so yet, whether it was read or not", () => {
    expect(planSysctl({ running: {}, before: {} }, { wanted: text })).toEqual([
      { kind: "sysctl", name: "vm.swappiness", from: undefined, to: "10" },
      { kind: "sysctl", name: "net.x.list", from: undefined, to: "1 2" },
    ]);
    expect(
      planSysctl({ running: { ...running, "vm.swappiness": "60" }, before }, { ours: text, wanted: text }),
    ).toEqual([{ kind: "sysctl", name: "vm.swappiness", from: "60", to: "10" }]);
  });

  it("is nothing when all is so", () => {
    expect(planSysctl({ running, before }, { ours: text, wanted: text })).toEqual([]);
    expect(planSysctl({ running: {}, before: {} }, {})).toEqual([]);
  });

  it("gives back what is not wanted any more", () => {
    expect(planSysctl({ running, before }, { ours: text, wanted: "net.x.list = 1 2\n" })).toEqual([
      { kind: "sysctl", name: "vm.swappiness", from: "10", to: "60" },
    ]);
  });

  it("leaves what somebody else has changed, and says so", () => {
    const changed = { running: { ...running, "vm.swappiness": "33" }, before };
    expect(giveBack(changed, parseSysctlLines(text))).toEqual({
      changes: [{ kind: "sysctl", name: "net.x.list", from: "1\t2", to: "0\t2" }],
      remarks: ["sysctl vm.swappiness was changed by somebody else from 10 to 33, and was left so"],
    });
  });

  it("has nothing to give back without a journal", () => {
    expect(giveBack({ running, before: {} }, parseSysctlLines(text))).toEqual({ changes: [], remarks: [] });
  });
});

describe("what is read", () => {
  it("are the values in effect and those before", () => {
    const stdout = "running vm.swappiness 10\nrunning net.x.list 1\t2\nbefore vm.swappiness 60\n";
    expect(sysctlReader.parse({ code: 0, stdout, stderr: "" })).toEqual({
      running: { "vm.swappiness": "10", "net.x.list": "1\t2" },
      before: { "vm.swappiness": "60" },
    });
  });
});
