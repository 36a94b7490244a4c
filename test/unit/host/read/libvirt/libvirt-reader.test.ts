import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { libvirtReader } from "../../../../../host/read/libvirt/libvirt-reader.ts";
import { onlyDomain, recorded } from "../../libvirt/recordings.ts";

describe("what libvirt says", () => {
  test("with nothing in it, and without UEFI firmware", () => {
    expect(recorded("empty-without-firmware")).toMatchObject({
      libvirtVersion: "9.0.0",
      qemuVersion: "7.2.22",
      pools: [],
      volumes: [],
      domains: [],
      networks: [{ name: "default", active: false }],
      capabilities: { machine: "pc-q35-7.2", firmware: [], tpm: ["passthrough"] },
    });
  });

  test("of a pool, a volume and a domain that is shut off", () => {
    const inventory = recorded("shut-off");
    expect(inventory.capabilities).toMatchObject({ firmware: ["efi"] });
    expect(inventory.capabilities?.cpuModes).toContain("maximum");
    expect(inventory.pools).toMatchObject([
      {
        name: "vfio",
        type: "dir",
        path: "/var/lib/libvirt/vfio",
        active: true,
        autostart: true,
        persistent: true,
      },
    ]);
    expect(inventory.volumes).toMatchObject([
      {
        pool: "vfio",
        name: "disk.qcow2",
        path: "/var/lib/libvirt/vfio/disk.qcow2",
        capacity: 2 ** 30,
        format: "qcow2",
      },
    ]);
    const domain = onlyDomain(inventory);
    expect(domain).toMatchObject({ name: "proof", state: "shut off", autostart: false, persistent: true });
    expect(domain.live).toBeUndefined();
  });

  test("of a domain that runs", () => {
    const inventory = recorded("pending-restart");
    const domain = onlyDomain(inventory);
    expect(domain).toMatchObject({ state: "running", reason: "booted" });
    expect(domain.live?.attributes.id).toMatch(/^\d+$/);
    expect(inventory.networks).toEqual([{ name: "default", active: true }]);
  });

  test.each(["domain-info", "pool-xml", "volume-of"])(
    "that was cut off before %s is no answer",
    (section) => {
      const path = join(import.meta.dirname, "../../../../cases/libvirt/shut-off.txt");
      const whole = readFileSync(path, "utf8");
      const at = whole.search(new RegExp(`^\\S+ ${section} `, "m"));
      expect(at).toBeGreaterThan(0);
      const facts = libvirtReader.parse({ code: 124, stdout: whole.slice(0, at), stderr: "" });
      expect(facts).toEqual({ state: "unreachable", reason: "its answer was cut off: exit code 124" });
    },
  );

  test("where it is not installed", () => {
    expect(libvirtReader.parse({ code: 3, stdout: "", stderr: "" })).toEqual({ state: "absent" });
  });

  test("where its daemon does not answer", () => {
    const stderr = "error: failed to connect to the hypervisor\n";
    expect(libvirtReader.parse({ code: 0, stdout: "1234\n\n1234 version\n\n1234 end\n", stderr })).toEqual({
      state: "unreachable",
      reason: "error: failed to connect to the hypervisor",
    });
  });
});
