import { describe, expect, test } from "vitest";
import { LibvirtHost } from "../libvirt-host.ts";

/** A guest whose functions are bound, and which runs. */
async function running(): Promise<LibvirtHost> {
  const host = new LibvirtHost();
  host.bind();
  await host.up({});
  return host;
}

describe("a host that must not sleep while a guest has its card", () => {
  test("is kept awake when that is declared, without a restart of the guest, and may sleep again", async () => {
    const host = await running();
    expect(await host.up({})).toEqual([]);
    expect(await host.up({ keepHostAwake: true })).toEqual(["keepHostAwake"]);
    const [units] = Object.values(host.facts.sleepBlocks);
    expect(units?.path).toContain("PathExists=/run/libvirt/qemu/win11.pid\n");
    expect(await host.up({ keepHostAwake: true })).toEqual([]);
    expect(await host.up({ keepHostAwake: false })).toEqual(["keepHostAwake"]);
    expect(host.facts.sleepBlocks).toEqual({});
    expect(host.started).toBe(1);
  });

  test("is kept awake again when somebody has changed or switched off the units", async () => {
    const host = await running();
    await host.up({ keepHostAwake: true });
    const [[uuid = "", units] = []] = Object.entries(host.facts.sleepBlocks);
    if (units === undefined) throw new Error("no units");
    for (const changed of [{ enabled: false }, { service: "[Service]\nExecStart=/bin/true\n" }]) {
      host.facts = { ...host.facts, sleepBlocks: { [uuid]: { ...units, ...changed } } };
      expect(await host.up({ keepHostAwake: true })).toEqual(["keepHostAwake"]);
      expect(host.facts.sleepBlocks).toEqual({ [uuid]: units });
    }
  });

  test("is told of in the preview", async () => {
    const host = new LibvirtHost();
    await host.preview({ keepHostAwake: true });
    expect(host.said).toContain("keep the host from sleeping while win11 runs (two units of systemd)");
    await host.preview({});
    expect(host.said.filter((line) => line.includes("sleep"))).toHaveLength(1);
  });

  test("may sleep when the guest is gone", async () => {
    const host = await running();
    await host.up({ keepHostAwake: true });
    await host.destroy();
    expect(host.facts.sleepBlocks).toEqual({});
  });
});
