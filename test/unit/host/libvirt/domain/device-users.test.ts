import { expect, test } from "vitest";
import { deviceUsers, requireUnused } from "../../../../../host/libvirt/domain/device-users.ts";
import type { DomainFacts } from "../../../../../host/model/facts/libvirt-facts.ts";
import { parseXml } from "../../../../../host/model/xml/xml.ts";

const GPU = "0000:0a:00.0";
const AUDIO = "0000:0a:00.1";
const definition = (...functions: readonly string[]) =>
  parseXml(
    `<domain><devices><disk type='file'/>${functions
      .map(
        (fn) =>
          `<hostdev mode='subsystem' type='pci'><source><address domain='0x0000' bus='0x0a' slot='0x00' function='0x${fn}'/></source><address type='pci' bus='0x05'/></hostdev>`,
      )
      .join("")}</devices></domain>`,
  );
const domain = (name: string, inactive: readonly string[], live?: readonly string[]): DomainFacts => ({
  name,
  uuid: name,
  state: live === undefined ? "shut off" : "running",
  autostart: false,
  persistent: true,
  inactive: definition(...inactive),
  ...(live && { live: definition(...live) }),
});

test.each<[string, readonly DomainFacts[], readonly string[]]>([
  ["no domain", [], []],
  ["a domain without functions", [domain("plain", [])], []],
  ["a defined domain", [domain("win11", ["0", "1"])], ["win11: 0000:0a:00.0 0000:0a:00.1"]],
  ["one that runs with a function it will not have again", [domain("old", [], ["1"])], ["old: 0000:0a:00.1"]],
  ["another function of the slot", [domain("usb", ["2"])], []],
])("%s", (_, domains, users) => {
  const found = deviceUsers(domains, [GPU, AUDIO]);
  expect(found.map(({ domain: name, addresses }) => `${name}: ${addresses.join(" ")}`)).toEqual(users);
});

test("functions in use are named with their domains", () => {
  expect(() => requireUnused([domain("win11", ["0"])], [GPU], "ops@ws1:22")).toThrow(
    /win11 has 0000:0a:00\.0/,
  );
  expect(() => requireUnused([domain("win11", ["2"])], [GPU], "ops@ws1:22")).not.toThrow();
});
