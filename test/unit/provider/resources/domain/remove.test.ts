import { expect, test } from "vitest";
import { LibvirtHost } from "../libvirt-host.ts";

test.each([
  ["two minutes, and keeps its variables", {}, "120", "no"],
  ["as long as is declared, and loses its variables", { shutdownTimeout: 7, deleteNvram: true }, "7", "yes"],
])("a guest that is deleted has %s", async (_, declared, seconds, deletesNvram) => {
  const host = new LibvirtHost();
  host.bind();
  await host.up(declared);
  await host.destroy();
  expect(host.argumentsOf("shutdown")?.[1]).toBe(seconds);
  expect(host.argumentsOf("undefine")?.[1]).toBe(deletesNvram);
});
