import { spawnSync } from "node:child_process";
import { release } from "node:os";
import { expect, test } from "vitest";
import { HostSession } from "../../../host/session.ts";

const NAME = "kernel.osrelease";

test("kernel settings that are asked for come with everything else", async () => {
  const { session, runs } = thisMachine();
  const { sysctl, kernel } = await session.observeSysctl([NAME]);
  expect(sysctl.running).toEqual({ [NAME]: release() });
  expect(kernel.running).toBe(release());
  expect(runs()).toBe(1);
});

test("those that are asked for later are read alone, once, and come with every later reading", async () => {
  const { session, runs } = thisMachine();
  const first = await session.observe();
  expect(first.sysctl.running).toEqual({});
  const { sysctl, pci } = await session.observeSysctl([NAME]);
  expect(sysctl.running).toEqual({ [NAME]: release() });
  expect(pci).toBe(first.pci);
  await session.observeSysctl([NAME]);
  expect(runs()).toBe(2);
  session.changed();
  expect((await session.observe()).sysctl.running).toEqual({ [NAME]: release() });
  expect(runs()).toBe(3);
});

function thisMachine() {
  let runs = 0;
  const connection = {
    host: "here",
    run: async (script: string, { args = [] }: { readonly args?: readonly string[] } = {}) => {
      runs += 1;
      const { status, stdout, stderr } = spawnSync("sh", ["-c", script, "sh", ...args], {
        encoding: "utf8",
        input: "",
      });
      return { code: status ?? 1, stdout, stderr };
    },
    close: async () => undefined,
  };
  const session = new HostSession(() => Promise.resolve(connection), new AbortController().signal);
  return { session, runs: () => runs };
}
