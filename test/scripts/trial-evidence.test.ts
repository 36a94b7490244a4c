import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failedBoot } from "../../host/boot/trial/failed-boot.ts";
import type { HostConnection } from "../../host/model/host-connection.ts";
import { FakeHost } from "./fake-host.ts";

const ARMED = "11111111-1111-4111-8111-111111111111";
const TRIAL = "22222222222242228222222222222222";
const NOW = "33333333333343338333333333333333";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

describe("what is told of a boot that failed", () => {
  it("is the end of its journal, where that is kept", async () => {
    journal([ARMED.replaceAll("-", ""), TRIAL, NOW]);
    expect(await evidence()).toMatch(
      /^the end of the journal of the trial:\n {2}\[ {4}1\.000000\] ws1 systemd\[1\]: Failed to mount \/data\.$/m,
    );
  });

  it("is that it left none, where that of the boot before it is there", async () => {
    journal([ARMED.replaceAll("-", ""), NOW]);
    expect(await evidence()).toBe(
      "the trial has left no journal: the boot loader did not start it, or it ended in the kernel or the initramfs",
    );
  });

  it("is that nothing is known, where no journal is kept over a reboot", async () => {
    journal([NOW]);
    expect(await evidence()).toBe(
      "nothing is known of the trial, because the host keeps no journal over a reboot (journald.conf(5), Storage)",
    );
    host.program("journalctl", "exit 1");
    expect(await evidence()).toMatch(/^nothing is known of the trial/);
  });
});

/** A journal of boots, the running one last, as `journalctl --list-boots` prints them. */
function journal(boots: readonly string[]): void {
  const list = boots.map(
    (id, at) => `${`${at - boots.length + 1}`.padStart(2)} ${id} Sat 2026-11-28 10:00:00 UTC`,
  );
  host.put("boots", `${list.join("\n")}\n`);
  host.put("end", "[    1.000000] ws1 systemd[1]: Failed to mount /data.\n");
  host.program(
    "journalctl",
    `case "$*" in *--list-boots*) cat "${host.root}/boots" ;; *) cat "${host.root}/end" ;; esac`,
  );
}

function evidence(): Promise<string> {
  const path = `${join(host.root, "bin")}:/usr/bin:/bin`;
  const run: HostConnection["run"] = async (script, { args = [] } = {}) => {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script, "sh", ...args], {
      env: { PATH: path },
      encoding: "utf8",
    });
    return { code: status ?? -1, stdout, stderr };
  };
  const connection = { host: "ws1", run, close: async () => undefined };
  return failedBoot(connection, { bootId: ARMED, since: 2_000_000_000 }, new AbortController().signal);
}
