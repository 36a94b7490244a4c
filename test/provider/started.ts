import { afterEach } from "vitest";
import type { HostConnection } from "../../host/model/host-connection.ts";
import type { Registry } from "../../provider/contract/registry.ts";
import { type RunningProvider, serve } from "../../provider/protocol/server.ts";
import { registry as realRegistry } from "../../provider/registry.ts";
import { type FakeEngine, startFakeEngine } from "../driver/fake-engine.ts";
import { ProviderClient } from "../driver/provider-client.ts";
import { type Behaviour, thingRegistry } from "./thing.ts";

export interface Started {
  readonly provider: RunningProvider;
  readonly call: ProviderClient;
  readonly engine: FakeEngine;
}

export interface StartOptions {
  /** Configuration; null leaves the provider unconfigured. */
  readonly settings?: Record<string, unknown> | null;
  readonly connect?: (signal: AbortSignal) => Promise<HostConnection>;
  readonly cancelGraceMs?: number;
}

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A connection on which every script prints nothing. */
export const idleConnection: HostConnection = {
  host: "ops@ws1:22",
  run: async () => ({ code: 0, stdout: "", stderr: "" }),
  close: async () => undefined,
};

/**
 * A provider in this process with a Thing of that behaviour, its engine, and a way to call it; it ends with
 * the test.
 */
export function start(behaviour: Behaviour, options: StartOptions = {}): Promise<Started> {
  return startWith(thingRegistry(behaviour), options);
}

/** The same with all that the real provider has. */
export function startReal(options: StartOptions): Promise<Started> {
  return startWith(realRegistry, options);
}

async function startWith(registry: Registry, options: StartOptions): Promise<Started> {
  const { settings = { host: "ws1" }, connect = async () => idleConnection, cancelGraceMs = 300 } = options;
  const engine = await startFakeEngine();
  const provider = await serve({ registry, version: "1.2.3", connect: () => connect, cancelGraceMs });
  const call = new ProviderClient(provider.port);
  stops.push(() => {
    call.close();
    provider.stop();
    engine.stop();
  });
  await call.handshake(engine.address);
  if (settings !== null) await call.configure(settings);
  return { provider, call, engine };
}
