import { describe, expect, test } from "vitest";
import { byteSize } from "../../../../../host/model/byte-size.ts";
import type { LibvirtInventory } from "../../../../../host/model/facts/libvirt-facts.ts";
import type { OperationContext } from "../../../../../provider/contract/resource.ts";
import { volume } from "../../../../../provider/resources/volume/resource.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";

const declared = {
  pool: "vfio",
  name: "win11.qcow2",
  capacity: byteSize(100 * 2 ** 30),
  format: "qcow2" as const,
  adopt: false,
  deleteData: false,
};
const path = "/var/lib/libvirt/vfio/win11.qcow2";
const state = { ...declared, path, key: path, capacityBytes: 100 * 2 ** 30 };
const pool = (active: boolean) => ({
  name: "vfio",
  uuid: "u",
  type: "dir",
  path: "/var/lib/libvirt/vfio",
  active,
  autostart: true,
  persistent: true,
});

test.each<[string, LibvirtInventory["pools"], boolean]>([
  ["its pool is there and it is not", [pool(true)], true],
  ["its pool is stopped", [pool(false)], false],
  ["its pool was undefined", [], false],
])("a volume is gone or not when %s", async (_, pools, gone) => {
  const { context } = host(pools);
  const found = await volume.read(context, "vfio/win11.qcow2", state);
  expect(found === undefined).toBe(gone);
  if (found !== undefined) expect(found.unfinished?.join()).toMatch(/cannot be seen/);
});

test.each([[[pool(false)]], [[]]])(
  "nothing is said to be created while its pool is not there",
  async (pools) => {
    const { context, said } = host(pools);
    await volume.update(context, "vfio/win11.qcow2", state, declared, true);
    expect(said.join()).toMatch(/looked at when its storage pool is started/);
    expect(said.join()).not.toMatch(/create volume/);
  },
);

describe("deleting with the data", () => {
  const doomed = { ...state, deleteData: true };

  test.each<[string, LibvirtInventory["pools"], RegExp]>([
    ["stopped", [pool(false)], /Found: it is not started/],
    ["not defined", [], /Found: there is no such pool/],
  ])("fails while the pool is %s, and says what to do", async (_, pools, found) => {
    const { context } = host(pools);
    const deleted = volume.delete(context, "vfio/win11.qcow2", doomed);
    await expect(deleted).rejects.toThrow(found);
    await expect(deleted).rejects.toThrow(
      /win11\.qcow2 cannot be deleted.*`virsh pool-start vfio`.*deleteData: false/s,
    );
  });

  test("is done when the pool does not have it any more", async () => {
    const { context } = host([pool(true)]);
    await expect(volume.delete(context, "vfio/win11.qcow2", doomed)).resolves.toBeUndefined();
  });

  test("is nothing without deleteData, whatever became of the pool", async () => {
    const { context, said } = host([]);
    await volume.delete(context, "vfio/win11.qcow2", state);
    expect(said.join()).toMatch(/win11\.qcow2 and its data are kept/);
  });
});

function host(pools: LibvirtInventory["pools"]) {
  const simulated = new SimulatedHost();
  const empty = { libvirtVersion: "9.0.0", volumes: [], domains: [], networks: [] };
  simulated.facts = { ...simulated.facts, libvirt: { state: "ready", ...empty, pools } };
  const said: string[] = [];
  const context: OperationContext = {
    urn: "urn",
    host: simulated,
    signal: new AbortController().signal,
    log: (_severity, message) => said.push(message),
    status: () => undefined,
  };
  return { context, said };
}
