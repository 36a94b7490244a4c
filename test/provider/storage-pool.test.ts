import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConnectionLost, type RunOptions } from "../../host/model/host-connection.ts";
import { failureOf } from "../driver/provider-calls.ts";
import { recordedHost } from "../driver/recorded-host.ts";
import { startReal } from "./started.ts";

const UUID = "eba2e19d-4c20-4d70-a7e2-911d14b603fd";
/**
 * A libvirt without anything, whose pools get their directory, and do not start. `define` fails where a file
 * says so.
 */
const VIRSH = `#!/bin/sh
shift
case $1 in
  pool-define) cat >/dev/null; [ ! -e "$FOLDER/refuse" ] || { echo 'error: refused' >&2; exit 1; } ;;
  pool-build) mkdir "$FOLDER/pool" ;;
  pool-start) echo 'error: cannot start' >&2; exit 1 ;;
  pool-uuid) echo ${UUID} ;;
esac
`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pool-"));
  writeFileSync(join(folder, "virsh"), VIRSH);
  chmodSync(join(folder, "virsh"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a pool that does not start is kept, and with it that the directory is ours", async () => {
  const { call, declared } = await started();
  const { incomplete } = await failureOf(call.create("StoragePool", declared));
  expect(incomplete).toMatchObject({ id: UUID, reasons: [expect.stringMatching(/cannot start/)] });
  expect(incomplete?.properties).toEqual({ ...declared, uuid: UUID, directoryCreated: true, active: false });
  expect(existsSync(join(folder, "pool"))).toBe(true);
});

test("a pool is kept when the connection ends after it was defined", async () => {
  const { call, declared } = await started(new ConnectionLost({ what: "The connection ended" }));
  const { incomplete } = await failureOf(call.create("StoragePool", declared));
  expect(incomplete?.properties).toMatchObject({ uuid: UUID, directoryCreated: true, active: false });
});

test("that the directory is ours is not forgotten by an update that fails", async () => {
  const { call, declared } = await started();
  await failureOf(call.create("StoragePool", declared));
  const state = { ...declared, uuid: UUID, directoryCreated: true, active: false };
  const { incomplete } = await failureOf(call.update("StoragePool", UUID, state, declared));
  expect(incomplete?.properties).toMatchObject({ directoryCreated: true });
});

test("a pool that libvirt refuses is not there", async () => {
  writeFileSync(join(folder, "refuse"), "");
  const { call, declared } = await started();
  const failed = await failureOf(call.create("StoragePool", declared));
  expect(failed.incomplete).toBeUndefined();
  expect(failed.message).toMatch(/could not be set up.*refused/s);
});

/** A host whose programs are in the folder; `breaks` is how the connection ends at the end of a script. */
async function started(breaks?: Error) {
  const host = recordedHost((script: string, options: RunOptions) => {
    const { args = [], stdin = "" } = options;
    const env = { PATH: `${folder}:/usr/bin:/bin`, FOLDER: folder };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script, "sh", ...args], {
      input: String(stdin),
      env,
      encoding: "utf8",
    });
    if (breaks === undefined) return { code: status ?? 1, stdout, stderr };
    for (const line of stdout.split("\n")) options.onLine?.(line);
    throw breaks;
  });
  host.say("libvirt", LIBVIRT);
  const { call } = await startReal({ connect: async () => host.connection });
  return { call, declared: { name: "guests", path: join(folder, "pool"), autostart: true } };
}

const LIBVIRT = `5f0c
5f0c version
Using library: libvirt 9.0.0
5f0c domains

5f0c pools

5f0c end
`;
