import { describe, expect, it } from "vitest";
import { loaders } from "../../../../host/boot/loaders/choose-loader.ts";
import { contributionOf } from "../../../../host/boot/settings/kernel-settings.ts";
import { tools } from "../../../../host/boot/tools/choose-tool.ts";
import { filesOf } from "../../../../host/boot/wanted/wanted-files.ts";
import type { Delivery } from "../../../../host/model/boot/delivery.ts";
import { paths } from "../../../../host/model/managed-paths.ts";
import { managedReader } from "../../../../host/read/managed/managed-reader.ts";
import { freshHost, labObservation } from "./lab-host.ts";

const deliveries: readonly Delivery[] = ["overlay", "rebuild", "ids"];
const known: readonly string[] = Object.values(paths);

const added = await contributionOf(
  { sysctl: { "vm.nr_hugepages": "1" }, vfioPci: { d3coldAllowed: false } },
  { ...labObservation(freshHost()), functions: [] },
  () => Promise.reject(new Error("nothing to ask")),
);

describe("the files of a boot configuration", () => {
  const everyWay = loaders.flatMap((loader) =>
    [undefined, ...tools].flatMap((tool) =>
      deliveries.flatMap((delivery) =>
        Object.keys(filesOf({ a: "b" }, { vfio: { a: "b" } }, loader, "/boot", tool, delivery)),
      ),
    ),
  );
  const written = new Set([...everyWay, ...Object.keys(added.files)]);

  it("are all in the list, whatever loader and tool write them", () => {
    expect([...written].filter((path) => !known.includes(path))).toEqual([]);
  });

  it("are all that is in the list", () => {
    expect(known.filter((path) => !written.has(path))).toEqual([]);
  });

  it.each(known)("are read: %s", (path) => {
    const [, asked = ""] = /^for file in (.*); do$/m.exec(managedReader.script) ?? [];
    expect(asked.split(" ")).toContain(path);
    const parsed = managedReader.parse({ code: 0, stdout: `line ${path} a\nsum ${path} b\n`, stderr: "" });
    expect(Object.keys(parsed.files)).toEqual([path]);
  });

  it("have no blank in their path, which the reader would take for two", () => {
    expect(known.filter((path) => /[^A-Za-z0-9/._-]/.test(path))).toEqual([]);
  });
});
