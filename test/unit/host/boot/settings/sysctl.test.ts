import fc from "fast-check";
import { describe, expect, it } from "vitest";
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

describe("what is read", () => {
  it("are the values in effect and those before", () => {
    const stdout = "running vm.swappiness 10\nrunning net.x.list 1\t2\nbefore vm.swappiness 60\n";
    expect(sysctlReader.parse({ code: 0, stdout, stderr: "" })).toEqual({
      running: { "vm.swappiness": "10", "net.x.list": "1\t2" },
      before: { "vm.swappiness": "60" },
    });
  });
});
