import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requireAwake } from "../../host/libvirt/domain/awake.ts";
import type { HostConnection } from "../../host/model/host-connection.ts";

const GPU = "0000:01:00.0";
const AUDIO = "0000:01:00.1";
let devices: string;
beforeEach(() => {
  devices = mkdtempSync(join(tmpdir(), "awake-"));
});
afterEach(() => rmSync(devices, { recursive: true }));

describe("before a guest starts", () => {
  it.each([
    [
      "functions that answer are fine, whatever their state was",
      [0xde, 0x10, 0x80, 0x1b],
      "D3cold",
      undefined,
    ],
    [
      "one that does not wake from D3cold keeps it from starting",
      [255, 255, 255, 255],
      "D3cold",
      /\(power state D3cold\)/,
    ],
    ["so does one that fell off the bus", [255, 255, 255, 255], "D0", /\(power state D0\)/],
    ["so does one that cannot be read", [], "error", /\(power state error\)/],
    ["other ones among the bytes are no silence", [0xff, 0xff, 0xff, 0x1b], "D0", undefined],
  ])("%s", async (_what, bytes, state, found) => {
    put(GPU, [0xde, 0x10, 0x80, 0x1b], "D0");
    put(AUDIO, bytes, state);
    const asked = requireAwake(
      connection(),
      "win11",
      [GPU, AUDIO, "0000:09:00.0"],
      new AbortController().signal,
    );
    const failure = await asked.then(() => undefined, String);
    if (found === undefined) return expect(failure).toBeUndefined();
    expect(failure).toMatch(found);
    expect(failure).toContain(`The domain win11 was not started`);
    expect(failure).toMatch(/Next: shut the host down and take its power away.*d3coldAllowed: false/);
    expect(failure).not.toContain(GPU);
  });
});

function put(address: string, bytes: readonly number[], state: string): void {
  mkdirSync(join(devices, address));
  writeFileSync(join(devices, address, "config"), Buffer.from(bytes));
  writeFileSync(join(devices, address, "power_state"), `${state}\n`);
}

function connection(): HostConnection {
  return {
    host: "here",
    run: async (script, { args = [] } = {}) => {
      const here = script.replaceAll("/sys/bus/pci/devices", devices);
      const { status, stdout, stderr } = spawnSync("sh", ["-c", here, "sh", ...args], { encoding: "utf8" });
      expect(stderr).toBe("");
      return { code: status ?? 1, stdout, stderr };
    },
    close: async () => undefined,
  };
}
