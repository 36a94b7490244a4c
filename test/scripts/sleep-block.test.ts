import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSleepBlocked, sleepBlockOf } from "../../host/libvirt/domain/sleep-block.ts";
import { bringSleepBlock, removeSleepBlock } from "../../host/libvirt/domain/sleep-block-apply.ts";
import type { HostConnection } from "../../host/model/host-connection.ts";
import { sleepBlocksReader } from "../../host/read/sleep-blocks/sleep-blocks-reader.ts";

const UUID = "5b0e8a4e-7a50-4b6a-8f0e-0b4a2d0a6a11";
const NAME = `pulumi-vfio-awake-${UUID}`;
const guest = { uuid: UUID, name: "win11" };
const { signal } = new AbortController();

/** A tree with a systemctl that enables path units as systemd does, and notes what it was asked. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sleep-"));
  mkdirSync(join(root, "units", "paths.target.wants"), { recursive: true });
  const program = join(root, "systemctl");
  writeFileSync(
    program,
    `#!/bin/sh\necho "$*" >>${root}/asked\n[ "$1" != enable ] || ln -s "../$2" "${root}/units/paths.target.wants/$2"\nexit 0\n`,
  );
  chmodSync(program, 0o755);
});
afterEach(() => rmSync(root, { recursive: true }));

describe("a host that must not sleep while a guest runs", () => {
  it("gets two units, is read with them, and loses them", async () => {
    expect(read()).toEqual({});
    await bringSleepBlock(here(), "write", guest, signal);
    expect(read()).toEqual({ [UUID]: sleepBlockOf("win11") });
    expect(isSleepBlocked(read()[UUID], "win11")).toBe(true);
    expect(asked()).toEqual(["daemon-reload", `enable ${NAME}.path`, `restart ${NAME}.path`]);
    await bringSleepBlock(here(), "remove", guest, signal);
    expect(read()).toEqual({});
    for (const left of [`${NAME}.path`, `${NAME}.service`, `paths.target.wants/${NAME}.path`]) {
      expect(existsSync(join(root, "units", left))).toBe(false);
    }
    expect(asked().slice(3)).toEqual([`disable --now ${NAME}.path`, `stop ${NAME}.service`, "daemon-reload"]);
    await removeSleepBlock(here(), UUID, signal);
  });

  it("is not, when only a half of it is there", async () => {
    await bringSleepBlock(here(), "write", guest, signal);
    rmSync(join(root, "units", `${NAME}.service`));
    expect(isSleepBlocked(read()[UUID], "win11")).toBe(false);
    expect(isSleepBlocked(undefined, "win11")).toBe(false);
  });

  it("says when the host has no systemd", async () => {
    rmSync(join(root, "systemctl"));
    await expect(bringSleepBlock(here(), "write", guest, signal)).rejects.toThrow(/has no systemd-inhibit/);
  });
});

it.skipIf(spawnSync("systemd-analyze", ["--version"]).status !== 0)("systemd understands the units", () => {
  const { path, service } = sleepBlockOf("win_11+x.y-z");
  writeFileSync(join(root, `${NAME}.path`), path);
  writeFileSync(join(root, `${NAME}.service`), service);
  const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", join(root, `${NAME}.path`)], {
    encoding: "utf8",
    env: { ...process.env, SYSTEMD_LOG_LEVEL: "warning" },
  });
  expect(stderr.split("\n").filter((line) => line.includes("pulumi-vfio-awake"))).toEqual([]);
});

function asked(): readonly string[] {
  return readFileSync(join(root, "asked"), "utf8").trim().split("\n");
}

function run(script: string, args: readonly string[] = []) {
  const text = script.replaceAll("/etc/systemd/system", join(root, "units"));
  const env = { PATH: `${root}:/usr/bin:/bin` };
  const withoutOwn = existsSync(join(root, "systemctl"))
    ? text
    : text.replaceAll("command -v systemctl", "false");
  const { status, stdout, stderr } = spawnSync("sh", ["-c", withoutOwn, "sh", ...args], {
    encoding: "utf8",
    env,
  });
  return { code: status ?? 1, stdout, stderr };
}

function read() {
  const result = run(sleepBlocksReader.script);
  expect(result.stderr).toBe("");
  return sleepBlocksReader.parse(result);
}

function here(): HostConnection {
  return {
    host: "here",
    run: async (script, { args } = {}) => run(script, args),
    close: async () => undefined,
  };
}
