import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instructions, removals } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const DPKG = ["var/lib/dpkg/lock-frontend", "var/lib/dpkg/lock"] as const;
const RPM = "usr/lib/sysimage/rpm/.rpm.lock";

let host: FakeHost;
let others: ChildProcess[] = [];
beforeEach(() => {
  host = new FakeHost();
  for (const path of DPKG) host.put(path, "");
  // The locks and the names of processes are the real ones.
  host.remove("proc");
  symlinkSync("/proc", join(host.root, "proc"));
});
afterEach(() => {
  for (const other of others) other.kill("SIGKILL");
  others = [];
  host.dispose();
});

describe("while another program holds the package manager's lock", () => {
  it.each(["change", "undo"] as const)("%s touches nothing, and names it", async (script) => {
    if (script === "undo") host.transact("change", instructions(host));
    const planned = script === "undo" ? removals(host) : instructions(host);
    const before = host.manifest();
    const { pid } = await hold(DPKG[0], "write");
    const { code, out, err } = host.transact(script, planned, { patience: 1 });
    expect(code).toBe(75);
    expect(out).toContain(
      `step waiting for process ${pid} (apt-get), which holds the package manager's lock\n`,
    );
    expect(err).toContain(
      `process ${pid} (apt-get) holds the package manager's lock (/var/lib/dpkg/lock-frontend) and did not let go of it within 1 s`,
    );
    expect(host.manifest()).toEqual(before);
  });

  it("the inner lock of dpkg alone is enough, and the outer one is let go of", async () => {
    await hold(DPKG[1], "write");
    const { code, err } = host.transact("change", instructions(host), { patience: 1 });
    expect({ code, err }).toEqual({ code: 75, err: expect.stringContaining("(/var/lib/dpkg/lock)") });
    await expectFree(DPKG[0]);
  });

  it("goes on when that lets go of it in time", async () => {
    const holder = await hold(DPKG[0], "write");
    spawn("sh", ["-c", 'sleep 1; kill "$1"', "sh", `${holder.pid}`]);
    expect(host.transact("change", instructions(host))).toMatchObject({ code: 0, err: "" });
  });

  it("refuses for one that installs with rpm, and not for one that asks rpm", async () => {
    host.put(RPM, "");
    const asking = await hold(RPM, "read");
    expect(host.transact("change", instructions(host), { patience: 1 }).code).toBe(0);
    asking.kill();
    const { pid } = await hold(RPM, "write");
    const { code, err } = host.transact("change", instructions(host), { patience: 1 });
    expect({ code, err }).toEqual({
      code: 75,
      err: expect.stringContaining(`process ${pid} (apt-get) holds the package manager's lock (/${RPM})`),
    });
  });
});

describe("while a transaction runs", () => {
  it("dpkg is refused, and is let in when it has ended", async () => {
    whileMenuIsMade(`dpkg --admindir=${host.root}/var/lib/dpkg --configure -a >"${host.root}/said" 2>&1`);
    expect(host.transact("change", instructions(host))).toMatchObject({ code: 0, err: "" });
    expect(host.read("said")).toMatch(/dpkg frontend lock was locked by another process with pid \d+/);
    await expectFree(...DPKG);
  });

  it("rpm may be asked, and not install", async () => {
    host.put(RPM, "");
    const attempt = (how: string) => `python3 -c '${LOCKER}' ${how} "${host.root}/${RPM}" try`;
    whileMenuIsMade(`{ ${attempt("read")}; ${attempt("write")}; } >"${host.root}/said"`);
    expect(host.transact("change", instructions(host))).toMatchObject({ code: 0, err: "" });
    expect(host.read("said")).toBe("held\nbusy\n");
    await expectFree(RPM);
  });

  it("the lock is let go of when it fails, and when a program that it started lives on", async () => {
    whileMenuIsMade(`sleep 60 >/dev/null 2>&1 & echo $! >"${host.root}/pid"; exit 1`);
    expect(host.transact("change", instructions(host)).code).toBe(76);
    try {
      await expectFree(...DPKG);
    } finally {
      process.kill(Number(host.read("pid")));
    }
  });

  it("the lock is let go of when it is killed", async () => {
    whileMenuIsMade(`kill -9 $PPID`);
    expect(host.transact("change", instructions(host)).code).toBe(null);
    await expectFree(...DPKG);
  });
});

/** Locks a file as dpkg and rpm do. */
const LOCKER = `
import fcntl, sys, time
with open("/proc/self/comm", "w") as name: name.write("apt-get")
how, path, then = sys.argv[1:]
file = open(path, "r+")
try: fcntl.lockf(file, (fcntl.LOCK_EX if how == "write" else fcntl.LOCK_SH) | fcntl.LOCK_NB)
except OSError: sys.exit(print("busy"))
print("held", flush=True)
if then == "stay": time.sleep(60)
`.replaceAll("'", '"');

/** A program named apt-get that holds a file. */
async function hold(path: string, how: "read" | "write"): Promise<ChildProcess> {
  const holder = spawn("python3", ["-c", LOCKER, how, join(host.root, path), "stay"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  others.push(holder);
  const [said] = await once(holder.stdout, "data");
  expect(`${said}`.trim()).toBe("held");
  return holder;
}

/** The process that has the lock ends after the run, not with it. */
async function expectFree(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    let said = "";
    for (let left = 50; left > 0 && said !== "held\n"; left -= 1) {
      if (said !== "") await sleep(100);
      const args = ["-c", LOCKER, "write", join(host.root, path), "try"];
      said = spawnSync("python3", args, { encoding: "utf8" }).stdout;
    }
    expect([path, said]).toEqual([path, "held\n"]);
  }
}

/** Lets grub-mkconfig do something before it makes the menu. */
function whileMenuIsMade(what: string): void {
  host.program("grub-mkconfig", `${what}\n${host.read("bin/grub-mkconfig") ?? ""}`);
}
