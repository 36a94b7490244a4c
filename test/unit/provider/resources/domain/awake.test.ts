import { expect, test } from "vitest";
import { LibvirtHost } from "../libvirt-host.ts";

test("a card stuck in D3cold keeps its guest from starting, and the domain is kept", async () => {
  const host = new LibvirtHost();
  host.bind();
  host.silent = "silent 0000:01:00.0 D3cold\n";
  await expect(host.up({})).rejects.toThrow(
    /0000:01:00\.0 does not answer \(power state D3cold\)[\s\S]*take its power away/,
  );
  expect(host.started).toBe(0);
  host.silent = "";
  await host.up({});
  expect(host.started).toBe(1);
});
