import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectDir } from "../../../../toolchain/local/paths.mjs";
import type { Values } from "../../../driver/provider-calls.ts";
import { noWaits } from "../../host/boot/no-waits.ts";
import { SimulatedHost } from "../../host/boot/simulated-host.ts";
import { image, inventory, pool } from "../../host/libvirt/volume/inventories.ts";
import { EngineSide } from "../engine-side.ts";
import { LibvirtHost } from "./libvirt-host.ts";

/** A resource as a stack's state has it. */
interface Recorded {
  readonly type: string;
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

noWaits();

describe.each([
  ["host-kernel", { devices: ["auto"], reboot: "auto", rebootTimeout: 1200 }, { rebootTimeout: 600 }],
  [
    "host-kernel-images",
    {
      devices: ["01:00"],
      reboot: "auto",
      binding: "rebuild",
      sysctl: { "vm.swappiness": "10" },
      modprobe: { kvm: { ignore_msrs: "1" } },
      commandLine: { quiet: true },
    },
    { commandLine: {} },
  ],
])("the state %s of 0.1.0", (name, program, change) => {
  const old = recorded(name);

  test("is that of a host on which nothing is to be done", async () => {
    const { engine } = await host();
    const found = await engine.read("HostKernel", old.id, old.outputs, old.inputs);
    expect(await engine.diff("HostKernel", old.id, found.properties, found.inputs)).toEqual({});
    const news = await engine.check("HostKernel", program, found.inputs);
    expect(await engine.diff("HostKernel", old.id, found.properties, news)).toEqual({});
  });

  test("is updated, and has nothing to do then", async () => {
    const { engine } = await host();
    const found = await engine.read("HostKernel", old.id, old.outputs, old.inputs);
    const news = await engine.check("HostKernel", { ...program, ...change }, found.inputs);
    expect(Object.keys(await engine.diff("HostKernel", old.id, found.properties, news))).not.toEqual([]);
    const state = await engine.update("HostKernel", old.id, found.properties, news);
    expect(await engine.diff("HostKernel", old.id, state, news)).toEqual({});
  });

  test("is deleted without a refresh before", async () => {
    const { engine } = await host();
    await engine.delete("HostKernel", old.id, old.outputs);
    expect((await engine.read("HostKernel", old.id, old.outputs)).id).toBe("");
  });

  async function host() {
    const engine = new EngineSide(new SimulatedHost());
    await engine.create("HostKernel", await engine.check("HostKernel", program));
    return { engine };
  }
});

describe("the state domain of 0.1.0", () => {
  const old = recorded("domain");

  test("is that of a host on which nothing is to be done", async () => {
    const { engine, found } = await refreshed();
    expect(found.inputs).toEqual(old.inputs);
    expect(await engine.diff("Domain", old.id, found.properties, found.inputs)).toEqual({});
    const news = await engine.check("Domain", old.inputs, found.inputs);
    expect(news).toEqual(old.inputs);
    expect(await engine.diff("Domain", old.id, found.properties, news)).toEqual({});
  });

  test("is updated, and has nothing to do then", async () => {
    const { engine, found } = await refreshed();
    const news = await engine.check("Domain", { ...old.inputs, memory: "0.5 GiB" }, found.inputs);
    expect(await engine.diff("Domain", old.id, found.properties, news)).toEqual({ memory: "UPDATE" });
    const state = await engine.update("Domain", old.id, found.properties, news);
    expect(state).toMatchObject({ memory: "0.5 GiB", domainUuid: old.id });
    expect(await engine.diff("Domain", old.id, state, news)).toEqual({});
  });

  test("is deleted", async () => {
    const { engine, found } = await refreshed();
    await engine.delete("Domain", old.id, found.properties);
  });

  async function refreshed() {
    const host = new LibvirtHost();
    host.bind();
    const engine = new EngineSide(host);
    await engine.create("Domain", await engine.check("Domain", { ...old.inputs, uuid: old.id }));
    return { engine, found: await engine.read("Domain", old.id, old.outputs, old.inputs) };
  }
});

test("what was written stays as long as it means the same, in the state and in what a read returns", async () => {
  const host = new SimulatedHost();
  const engine = new EngineSide(host);
  const given = { devices: ["01:00"], reboot: "auto" };
  const inputs = await engine.check("HostKernel", given);
  expect(inputs).toMatchObject(given);
  const { id, properties } = await engine.create("HostKernel", inputs);
  expect(properties).toMatchObject(given);
  const found = await engine.read("HostKernel", id, properties, inputs);
  expect([found.inputs, found.properties]).toMatchObject([given, given]);
  const same = await engine.check("HostKernel", { ...given, devices: ["0000:01:00"] }, found.inputs);
  expect(same).toMatchObject({ devices: ["0000:01:00"] });
  expect(await engine.diff("HostKernel", id, found.properties, same)).toEqual({});
});

test("a state that cannot be read is refused, with the property", async () => {
  const { outputs, id } = recorded("domain");
  const engine = new EngineSide(new LibvirtHost());
  await expect(engine.read("Domain", id, { ...outputs, memory: "a lot" })).rejects.toThrow(
    /The state cannot be read: memory must be a number with a unit/,
  );
});

test.each([
  ["volume", { capacity: "1024 MiB" }, {}],
  ["volume", { capacity: "2 GiB" }, { capacity: "UPDATE" }],
  ["storage-pool", {}, {}],
  ["storage-pool", { autostart: false }, { autostart: "UPDATE" }],
  ["packages", {}, {}],
  ["packages", { removeOnDestroy: true }, { removeOnDestroy: "UPDATE" }],
])("the state %s of 0.1.0 is read, and compared with %o", async (name, change, expected) => {
  const old = recorded(name);
  const host = new LibvirtHost();
  const path = "/var/lib/libvirt/vfio";
  const file = `${path}/proof-system.qcow2`;
  const pools = [pool({ name: "vfio", uuid: "fc71f6b0-2605-4675-b347-638e3ee1be33", path })];
  const volumes = [image({ pool: "vfio", name: "proof-system.qcow2", path: file, key: file })];
  const socket = { name: "libvirtd.socket", active: true, enabled: true };
  const installed = Object(old.outputs.versions);
  host.facts = {
    ...host.facts,
    libvirt: inventory({ pools, volumes }),
    packages: { manager: "apt", installed, broken: [], locked: false, units: [socket] },
  };
  const engine = new EngineSide(host);
  const found = await engine.read(old.type, old.id, old.outputs, old.inputs);
  expect(found.inputs).toEqual(old.inputs);
  expect(found.properties).toEqual(old.outputs);
  const news = await engine.check(old.type, { ...old.inputs, ...change }, found.inputs);
  expect(await engine.diff(old.type, old.id, found.properties, news)).toEqual(expected);
});

function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(join(projectDir, "test/cases/state/0.1.0", `${name}.json`), "utf8"));
}
