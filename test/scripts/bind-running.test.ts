import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bindScript } from "../../host/boot/on-host/programs.ts";

const AUDIO = "0000:01:00.1";

let pci: string;
beforeEach(() => {
  pci = mkdtempSync(join(tmpdir(), "bind-running-"));
  for (const folder of [`devices/${AUDIO}`, "drivers/snd_hda_intel", "drivers/vfio-pci"]) {
    mkdirSync(join(pci, folder), { recursive: true });
  }
  symlinkSync(join(pci, "drivers/snd_hda_intel"), join(pci, `devices/${AUDIO}/driver`));
  writeFileSync(join(pci, "modprobe"), "#!/bin/sh\nexit 0\n");
  chmodSync(join(pci, "modprobe"), 0o755);
});
afterEach(() => rmSync(pci, { recursive: true, force: true, maxRetries: 5 }));

describe("giving a function to vfio-pci while the system runs", () => {
  it("ends with the name of the driver when its unbind hangs for ever, so that the session survives", () => {
    // Opening a pipe that nobody reads waits for ever, as the unbind of a driver in use does.
    spawnSync("mkfifo", [join(pci, "drivers/snd_hda_intel/unbind")]);
    const { status, stderr } = run();
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${AUDIO} is bound to snd_hda_intel\n` });
    // Another program reads it after all: the write that was left behind ends.
    expect(readFileSync(join(pci, "drivers/snd_hda_intel/unbind"), "utf8")).toBe(`${AUDIO}\n`);
  });

  it("names the one driver that may take it first, and then asks the old one to let go", () => {
    const { status } = run();
    expect(status).toBe(1);
    expect(readFileSync(join(pci, `devices/${AUDIO}/driver_override`), "utf8")).toBe("vfio-pci\n");
    expect(readFileSync(join(pci, "drivers/snd_hda_intel/unbind"), "utf8")).toBe(`${AUDIO}\n`);
    expect(readFileSync(join(pci, "drivers_probe"), "utf8")).toBe(`${AUDIO}\n`);
  });

  it("is done when vfio-pci has it already", () => {
    rmSync(join(pci, `devices/${AUDIO}/driver`));
    symlinkSync(join(pci, "drivers/vfio-pci"), join(pci, `devices/${AUDIO}/driver`));
    expect(run()).toMatchObject({ status: 0, stderr: "" });
  });
});

/** The script on a tree of its own, with a second of patience instead of twenty. */
function run() {
  const script = bindScript.replaceAll("/sys/bus/pci", pci).replace("left=100", "left=5");
  const env = { PATH: `${pci}:/usr/bin:/bin` };
  return spawnSync("sh", ["-c", script, "sh", AUDIO], { encoding: "utf8", env, timeout: 10_000 });
}
