import { expect, test } from "vitest";
import type { Values } from "../../../../driver/provider-calls.ts";
import { bootedHost, labObservation, wantedBoot } from "../../../host/boot/lab-host.ts";
import { EngineSide } from "../../engine-side.ts";
import { LibvirtHost } from "../libvirt-host.ts";

const GIB = 2 ** 30;

test.each<[string, Values, Readonly<Record<string, string>>, RegExp | undefined]>([
  ["16 GiB, with devices", {}, {}, undefined],
  [
    "24 GiB, with devices",
    { memory: "24 GiB" },
    {},
    /^Worth knowing.*\n- the guest needs 24\.0 GiB, 20\.0 GiB of/,
  ],
  ["24 GiB, without devices", { memory: "24 GiB", hostdevs: [] }, {}, undefined],
  ["24 GiB, that is not started", { memory: "24 GiB", power: "off" }, {}, undefined],
  [
    "16 GiB, with large pages in the next boot",
    {},
    { hugepagesz: "1G", hugepages: "16" },
    /needs 16\.0 GiB.*16\.0 GiB more will be \(hugepages\)\. Next: .*set fewer large pages aside/,
  ],
])("a guest of %s is compared with the free memory", async (_what, given, args, said) => {
  const { engine } = start(args);
  await engine.check("Domain", { ...DECLARED, ...given });
  if (said === undefined) expect(engine.said).toEqual([]);
  else expect(engine.said).toEqual([expect.stringMatching(said)]);
});

test("a guest that runs has its memory", async () => {
  const { host, engine } = start({});
  host.bind();
  await engine.create("Domain", await engine.check("Domain", DECLARED));
  await engine.check("Domain", { ...DECLARED, memory: "24 GiB" });
  expect(engine.said.filter((line) => line.includes("Worth knowing"))).toEqual([]);
});

const DECLARED = { name: "win11", memory: "16 GiB", vcpus: 1, hostdevs: ["01:00.0"] };

function start(args: Readonly<Record<string, string>>) {
  const host = new LibvirtHost();
  const written = labObservation(bootedHost(wantedBoot(args)));
  const condition = { ...host.facts.condition, memoryAvailableBytes: 20 * GIB };
  host.facts = { ...written, libvirt: host.facts.libvirt, condition };
  return { host, engine: new EngineSide(host) };
}
