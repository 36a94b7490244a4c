import type * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test } from "vitest";
import { host, inputsOf, mockEngine, registered, types, workstation } from "./registered.ts";

const guest = { name: "win11", memory: "8 GiB", vcpus: 4 };

beforeEach(mockEngine);

describe("resources", () => {
  test("a host alone gets packages and a boot configuration without consent to a reboot", async () => {
    await workstation({ connection: { host: "ws1" } });
    expect(types()).toEqual(["Provider", "Packages", "HostKernel"]);
    expect(inputsOf("HostKernel")).toMatchObject({ devices: ["auto"] });
    expect(inputsOf("HostKernel").reboot).toBeUndefined();
  });

  test("packages come only on a host that can pass functions through, and the guest's memory is judged with the host", async () => {
    await workstation({ connection: { host: "ws1" }, guest });
    expect(inputsOf("Packages")).toMatchObject({ forPassthrough: true });
  });

  test("packages can be left alone", async () => {
    await workstation({ connection: { host: "ws1" }, packages: false });
    expect(types()).toEqual(["Provider", "HostKernel"]);
  });

  test("a guest gets its volumes in the pool, all bound functions and memory for Looking Glass", async () => {
    const disks = [
      { name: "system", capacity: "100 GiB", bootOrder: 1 },
      { file: "/isos/win11.iso", device: "cdrom" as const },
    ];
    await workstation({ connection: { host: "ws1" }, guest: { ...guest, disks } });
    expect(inputsOf("StoragePool")).toMatchObject({ name: "vfio", path: "/var/lib/libvirt/vfio" });
    expect(inputsOf("Volume")).toMatchObject({
      pool: "vfio",
      name: "win11-system.qcow2",
      capacity: "100 GiB",
    });
    expect(inputsOf("Domain")).toMatchObject({
      name: "win11",
      hostdevs: ["0000:01:00.0", "0000:01:00.1"],
      sharedMemory: [{ name: "looking-glass", size: "32 MiB" }],
      disks: [
        { file: "/var/lib/libvirt/vfio/win11-system.qcow2", format: "qcow2", bootOrder: 1 },
        { file: "/isos/win11.iso", device: "cdrom" },
      ],
    });
  });

  test.each([
    [undefined, false],
    [true, true],
  ])("a disk with adopt %j makes a volume with adopt %j", async (adopt, expected) => {
    const disks = [{ name: "system", capacity: "100 GiB", adopt }];
    await workstation({ connection: { host: "ws1" }, guest: { ...guest, disks } });
    expect(inputsOf("Volume")).toMatchObject({ adopt: expected });
    expect(inputsOf("Domain").disks).toEqual([expect.not.objectContaining({ adopt: expect.anything() })]);
  });

  test("Looking Glass can be left out", async () => {
    await workstation({ connection: { host: "ws1" }, guest: { ...guest, lookingGlass: false } });
    expect(inputsOf("Domain").sharedMemory).toEqual([]);
  });

  test.each([true, false])("a guest awaits the reboot that a person has to make: %s", async (required) => {
    host.rebootRequired = required;
    await workstation({ connection: { host: "ws1" }, guest });
    expect(inputsOf("Domain").awaitsReboot).toBe(required);
  });

  test("everything is on the host of the connection", async () => {
    await workstation({
      connection: { host: "ws1" },
      guest: { ...guest, disks: [{ name: "a", capacity: "1 GiB" }] },
    });
    const others = registered.filter(
      ({ type }) => type.startsWith("vfio:index:") && !type.endsWith(":Workstation"),
    );
    expect(others).toHaveLength(5);
    for (const { provider } of others) expect(provider).toContain("pulumi:providers:vfio::ws1::ws1-id");
  });
});

test("the summary says what is held and what waits", async () => {
  const { summary } = await workstation({ connection: { host: "ws1" }, guest });
  expect(await settled(summary)).toEqual([
    "IOMMU: on",
    "kernel command line has: iommu=pt",
    "0000:01:00.0 [10de:1b80], 0000:01:00.1 [10de:10f0]: bound to vfio-pci",
    "pool vfio: /var/lib/libvirt/vfio",
    "guest win11: running, restart pending: it still runs with its older definition",
  ]);
});

test("the summary does not say that a command line is in effect that waits for a reboot", async () => {
  host.rebootRequired = true;
  const { summary } = await workstation({ connection: { host: "ws1" } });
  const lines = await settled(summary);
  expect(lines).toContain("the next boot's kernel command line gets: iommu=pt");
  expect(lines.join("\n")).toContain("reboot required: ");
  expect(lines.join("\n")).not.toContain("bound to vfio-pci");
});

function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
