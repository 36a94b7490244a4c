import { spawnSync } from "node:child_process";
import { release } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sysctlFiles } from "../../host/boot/settings/sysctl.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { paths } from "../../host/model/managed-paths.ts";
import { sysctlReader } from "../../host/read/sysctl/sysctl-reader.ts";
import { write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const SWAPPINESS = "proc/sys/vm/swappiness";
const FILTER = "proc/sys/net/ipv4/conf/eth0.100/rp_filter";
const values = { "vm.swappiness": "10", "net/ipv4/conf/eth0.100/rp_filter": "1 2" };
const text = sysctlFiles(values)[paths.sysctl] ?? "";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put(SWAPPINESS, "60\n");
  host.put(FILTER, "0\t2\n");
});
afterEach(() => host.dispose());

describe("sysctl values", () => {
  it("are set at once, and those before are noted once", () => {
    expect(host.transact("change", all())).toMatchObject({ code: 0, err: "" });
    expect(host.transact("change", [set("vm.swappiness", "20")])).toMatchObject({ code: 0, err: "" });
    expect(host.read(SWAPPINESS)).toBe("20\n");
    expect(host.read(FILTER)).toBe("1 2\n");
    expect(host.read(paths.sysctl.slice(1))).toBe(text);
    expect(host.read("var/lib/pulumi-vfio/journal")?.match(/^sysctl .*$/gm)).toEqual([
      "sysctl vm.swappiness 60",
      "sysctl net/ipv4/conf/eth0.100/rp_filter 0\t2",
    ]);
  });

  it("are read back, with those before", () => {
    expect(read()).toEqual({ running: {}, before: {} });
    host.transact("change", all());
    host.put(SWAPPINESS, "33\n");
    expect(read()).toEqual({
      running: { "vm.swappiness": "33", "net/ipv4/conf/eth0.100/rp_filter": "1 2" },
      before: { "vm.swappiness": "60", "net/ipv4/conf/eth0.100/rp_filter": "0\t2" },
    });
  });

  it("that are asked for are read from a real kernel", () => {
    const names = "vm.swappiness kernel/pid_max kernel.osrelease vm.swapiness";
    const { status, stdout, stderr } = spawnSync("sh", ["-c", sysctlReader.script, "sh", names], {
      encoding: "utf8",
    });
    const { running } = sysctlReader.parse({ code: status ?? 1, stdout, stderr });
    expect(Object.keys(running)).toEqual(names.split(" ").slice(0, 3));
    expect(running["kernel.osrelease"]).toBe(release());
  });

  it("are given back by the undo, which leaves nothing behind", () => {
    const before = host.manifest();
    host.transact("change", all());
    const remove = `remove ${sha256(text)} ${paths.sysctl}`;
    const back = [set("vm.swappiness", "60"), set("net/ipv4/conf/eth0.100/rp_filter", "0\t2"), remove];
    expect(host.transact("undo", back)).toMatchObject({ code: 0, err: "" });
    expect([host.read(SWAPPINESS), host.read(FILTER)]).toEqual(["60\n", "0\t2\n"]);
    expect(host.manifest()).toEqual(before);
  });

  it("that the host does not have are refused before anything is touched", () => {
    const before = host.manifest();
    const { code, err } = host.transact("change", [...all(), set("vm.swapiness", "1")]);
    expect({ code, err }).toEqual({
      code: 75,
      err: "there is no sysctl vm.swapiness that can be set on this host\n",
    });
    expect([host.manifest(), host.read(SWAPPINESS)]).toEqual([before, "60\n"]);
  });

  it("that cannot be given back do not keep the undo from the rest", () => {
    host.transact("change", all());
    const remove = `remove ${sha256(text)} ${paths.sysctl}`;
    const { code, out } = host.transact("undo", [set("net.gone.x", "60"), remove]);
    expect(code).toBe(0);
    expect(out).toMatch(/^step note the kernel does not take "60" for sysctl net.gone.x$/m);
    expect(host.read(paths.sysctl.slice(1))).toBeUndefined();
  });
});

function all(): readonly string[] {
  return [
    ...Object.entries(values).map(([name, value]) => set(name, value)),
    write(host, paths.sysctl, text),
  ];
}

function set(name: string, value: string): string {
  return `sysctl ${name} ${Buffer.from(value).toString("base64")}`;
}

/** What the reader finds in the host's folder. */
function read(): ReturnType<typeof sysctlReader.parse> {
  const script = ["/etc/sysctl.d", "/var/lib", "/proc/sys"].reduce(
    (changed, path) => changed.replaceAll(path, join(host.root, path)),
    sysctlReader.script,
  );
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return sysctlReader.parse({ code: status ?? 1, stdout, stderr });
}
