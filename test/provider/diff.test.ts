import { describe, expect, test } from "vitest";
import { HostError } from "../../host/model/errors.ts";
import { UNKNOWN } from "../../provider/contract/properties.ts";
import type { PropertyChange } from "../../provider/contract/resource.ts";
import { failureOf, type Values } from "../driver/provider-calls.ts";
import { start } from "./started.ts";

interface Case {
  title: string;
  changes: PropertyChange[];
  ignored?: string[];
  diffs: string[];
  replaces?: string[];
  detailed: Record<string, string>;
}

const cases: Case[] = [
  { title: "says that nothing changes", changes: [], diffs: [], detailed: {} },
  {
    title: "names the kinds of changes, and top-level properties once",
    changes: [
      { path: 'files["/etc/x.conf"].mode', kind: "update" },
      { path: "files.b", kind: "add" },
      { path: "devices[0]", kind: "delete" },
    ],
    diffs: ["files", "devices"],
    detailed: { 'files["/etc/x.conf"].mode': "UPDATE", "files.b": "ADD", "devices[0]": "DELETE" },
  },
  {
    title: "replaces after deleting",
    changes: [
      { path: "name", kind: "update", replace: true },
      { path: "size", kind: "add", replace: true },
      { path: "devices[1]", kind: "delete", replace: true },
      { path: "files", kind: "delete" },
    ],
    diffs: ["name", "size", "devices", "files"],
    replaces: ["name", "size", "devices"],
    detailed: {
      name: "UPDATE_REPLACE",
      size: "ADD_REPLACE",
      "devices[1]": "DELETE_REPLACE",
      files: "DELETE",
    },
  },
  {
    title: "takes the name out of brackets",
    changes: [{ path: '["a.b \\"c\\""].d', kind: "update" }],
    diffs: ['a.b "c"'],
    detailed: { '["a.b \\"c\\""].d': "UPDATE" },
  },
  {
    title: "leaves out what is to be ignored",
    changes: [
      { path: "files.a", kind: "update" },
      { path: "filesystem", kind: "update" },
      { path: "devices[0].mode", kind: "update" },
    ],
    ignored: ["files", "devices[0]"],
    diffs: ["filesystem"],
    detailed: { filesystem: "UPDATE" },
  },
];

describe("diff", () => {
  test.for(cases)("$title", async ({ changes, ignored, diffs, replaces = [], detailed }) => {
    const { call } = await start({ diff: async () => changes });
    expect(await call.diff("Thing", { name: "a" }, { name: "a" }, ignored)).toEqual({
      changes: diffs.length === 0 ? "none" : "some",
      diffs,
      replaces,
      deleteBeforeReplace: replaces.length > 0,
      detailed,
    });
  });

  const unsure: { title: string; olds: Values; news: Values; detailed: Record<string, string> }[] = [
    {
      title: "an unknown may differ, and what is known beside it is compared",
      olds: { name: "a", size: 1, files: { x: { mode: "1" } }, serial: "s1" },
      news: { name: "b", size: 1, files: { x: { mode: UNKNOWN } } },
      detailed: { name: "UPDATE", files: "UPDATE" },
    },
    {
      title: "an unknown may be new",
      olds: { name: "a" },
      news: { name: "a", size: UNKNOWN },
      detailed: { size: "ADD" },
    },
  ];
  test.for(unsure)("$title", async ({ olds, news, detailed }) => {
    const { call } = await start({
      diff: async () => {
        throw new Error("must not be asked");
      },
    });
    expect((await call.diff("Thing", olds, news)).detailed).toEqual(detailed);
  });

  test("compares what is known while the host is unknown", async () => {
    const { call } = await start({}, { settings: null });
    const { detailed } = await call.diff("Thing", { name: "a", serial: "1" }, { name: "b" });
    expect(detailed).toEqual({ name: "UPDATE" });
  });

  test("shows a readable plan under the resource", async () => {
    const { call, engine } = await start({
      diff: async ({ log }) => {
        log("info", "reboot required:\n  intel_iommu=on is new");
        log("warning", "mind the gap");
        return [];
      },
    });
    await call.check("Thing", { name: "a" });
    await call.diff("Thing", {}, {});
    const urn = "urn:pulumi:dev::project::vfio:index:Workstation$vfio:index:Thing::mine";
    expect(engine.lines).toMatchObject([
      { severity: "info", message: "reboot required:\n  intel_iommu=on is new", urn, ephemeral: false },
      { severity: "warning", message: "mind the gap", urn },
    ]);
    expect(engine.lines[0]?.stream).toBe(engine.lines[1]?.stream);
  });

  test("shows a plan once, and none for what a refresh compares", async () => {
    const { call, engine } = await start({
      diff: async ({ log, status }, _state, news) => {
        log("info", `plan for ${news.name}`);
        status("looking");
        return [];
      },
    });
    await call.read("Thing", "id-1", { name: "old" });
    await call.diff("Thing", {}, { name: "old" });
    await call.check("Thing", { name: "new" });
    await call.diff("Thing", {}, { name: "new" });
    await call.diff("Thing", {}, { name: "new" });
    const lasting = engine.lines.filter(({ ephemeral }) => !ephemeral);
    expect(lasting.map(({ message }) => message)).toEqual(["plan for new"]);
  });

  test("fails for a host that cannot be reached, but not for what a refresh compares", async () => {
    const { call } = await start(
      {
        diff: async ({ host }) => {
          await host.observe();
          return [];
        },
      },
      { connect: () => Promise.reject(new HostError({ what: "The connection was refused" })) },
    );
    expect((await call.diff("Thing", {}, {})).changes).toBe("none");
    await call.check("Thing", { name: "a" });
    expect((await failureOf(call.diff("Thing", {}, {}))).message).toBe("The connection was refused.");
  });
});
