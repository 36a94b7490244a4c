import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyAtOnce } from "../../host/boot/apply-at-once.ts";
import { d3coldRules } from "../../host/boot/settings/vfio-pci.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import type { HostConnection } from "../../host/model/host-connection.ts";
import { paths } from "../../host/model/managed-paths.ts";
import { parsePciAddress } from "../../host/model/pci-address.ts";
import { write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const rules = d3coldRules({ "0000:01:00.0": "10de:1b80" });
const address = parsePciAddress("0000:01:00.0") ?? fail();

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

describe("the rules that keep a card out of D3cold", () => {
  it("come with the transaction and go with its undo", () => {
    const before = host.manifest();
    expect(host.transact("change", [write(host, paths.udev, rules)])).toMatchObject({ code: 0, err: "" });
    expect(host.read(paths.udev.slice(1))).toBe(rules);
    const remove = `remove ${sha256(rules)} ${paths.udev}`;
    expect(host.transact("undo", [remove])).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it.each([
    [false, "0\n"],
    [true, "1\n"],
  ])("are obeyed in the running system: allowed %s", async (allowed, value) => {
    host.put(`devices/${address}/d3cold_allowed`, "");
    await applyAtOnce(here(), [{ kind: "d3cold", address, allowed }]);
    expect(host.read(`devices/${address}/d3cold_allowed`)).toBe(value);
  });

  it("say which function could not be set", async () => {
    const change = { kind: "d3cold", address, allowed: false } as const;
    await expect(applyAtOnce(here(), [change])).rejects.toThrow(/Expected: 0000:01:00\.0=0/);
  });
});

function here(): HostConnection {
  return {
    host: "here",
    run: async (script, { args = [] } = {}) => {
      const text = script.replaceAll("/sys/bus/pci/devices", `${host.root}/devices`);
      const { status, stdout, stderr } = spawnSync("sh", ["-c", text, "sh", ...args], { encoding: "utf8" });
      return { code: status ?? 1, stdout, stderr };
    },
    close: async () => undefined,
  };
}

function fail(): never {
  throw new Error("no address");
}
