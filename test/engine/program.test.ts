import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { resourcesIn, type StateResource } from "../driver/state.ts";
import { withConfiguredKernel } from "./configured.ts";

let checkout: Checkout;
let server: Server;
let connections = 0;
let port: number;
const UP = ["up", "--yes", "--skip-preview", "--stack", "ws1"];

beforeAll(async () => {
  checkout = await makeCheckout("engine");
  server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
  await expectOk(["stack", "init", "ws1"]);
  await configure("connection.host", "127.0.0.1");
  await configure("connection.port", String(port));
});

afterAll(async () => {
  server.close();
  await checkout.close();
});

test("the engine reads the provider's schema", async () => {
  const { stdout } = await expectOk(["package", "get-schema", "./provider/pulumi-resource-vfio"]);
  const schema = JSON.parse(stdout) as { resources: object; functions: object };
  expect(Object.keys(schema.resources).sort()).toEqual(
    ["Domain", "HostKernel", "Packages", "StoragePool", "Volume"].map((name) => `vfio:index:${name}`),
  );
  expect(Object.keys(schema.functions)).toEqual(["vfio:index:getHostFacts"]);
});

test("wrong settings are all named, and nothing is connected", async () => {
  await configure("kernel.devices[0]", "auto");
  await configure("kernel.rebot", "auto");
  await configure("guest.memory", "16");
  const { code, stdout } = await pulumi(["preview", "--stack", "ws1"]);
  expect(code).not.toBe(0);
  for (const problem of [
    "The settings of stack ws1 are not valid:",
    "pulumi-vfio:kernel.rebot: there is no such property; did you mean reboot?",
    "pulumi-vfio:guest.name: is missing",
    "pulumi-vfio:guest.vcpus: is missing",
    "pulumi-vfio:guest.memory: must be",
  ]) {
    expect(stdout).toContain(problem);
  }
  expect(stdout).not.toMatch(/\n\s+at /);
  expect(connections).toBe(0);
  for (const path of ["kernel", "guest"]) await expectOk(["config", "rm", path, "--stack", "ws1"]);
});

test("a device that is no device is refused before anything is connected", async () => {
  await configure("kernel.devices[0]", "01:00.9");
  const { code, stdout } = await pulumi(["preview", "--stack", "ws1"]);
  expect(code).not.toBe(0);
  expect(stdout).toContain("01:00.9");
  expect(connections).toBe(0);
  await expectOk(["config", "rm", "kernel", "--stack", "ws1"]);
});

test("a host that ends the connection is a clear error, and nothing of it is in the state", async () => {
  const { code, stdout } = await pulumi(UP);
  expect(code).not.toBe(0);
  expect(stdout).toContain(`127.0.0.1:${port}`);
  expect(connections).toBeGreaterThan(0);
  const types = (await resources()).map(({ type }) => type).sort();
  expect(types).toEqual(["pulumi:providers:vfio", "pulumi:pulumi:Stack", "vfio:index:Workstation"]);
});

test("what was configured before stays in the state, as it was", async () => {
  const path = join(checkout.dir, "configured.json");
  await writeFile(path, withConfiguredKernel(await exported()));
  await expectOk(["stack", "import", "--file", path, "--stack", "ws1"]);
  const before = await resources();
  expect(before.map(({ type }) => type)).toContain("vfio:index:HostKernel");
  expect((await pulumi(UP)).code).not.toBe(0);
  expect(await resources()).toEqual(before);
  const { stdout } = await expectOk(["refresh", "--yes", "--skip-preview", "--stack", "ws1"]);
  expect(stdout).toContain("warning: The last known state is shown, because the host could not be read");
  expect(await resources()).toEqual(before);
  expect((await pulumi(["destroy", "--yes", "--skip-preview", "--stack", "ws1"])).code).not.toBe(0);
  expect(await resources()).toEqual(before);
});

test("a host that does not listen is a clear error", async () => {
  await new Promise((resolve) => server.close(resolve));
  const { code, stdout } = await pulumi(["preview", "--stack", "ws1"]);
  expect(code).not.toBe(0);
  expect(stdout).toMatch(/refused/i);
  expect(stdout).toContain(`127.0.0.1:${port}`);
});

async function exported(): Promise<string> {
  return (await expectOk(["stack", "export", "--stack", "ws1"])).stdout;
}

async function resources(): Promise<readonly StateResource[]> {
  return resourcesIn(await exported());
}

async function configure(path: string, value: string): Promise<void> {
  await expectOk(["config", "set", "--path", path, value, "--stack", "ws1"]);
}

function pulumi(args: readonly string[]) {
  return checkout.pulumi(["--non-interactive", ...args]);
}

async function expectOk(args: readonly string[]) {
  const result = await pulumi(args);
  expect(`${result.code}\n${result.stdout}\n${result.stderr}`).toMatch(/^0\n/);
  return result;
}
