import { openConnection } from "../../host/connection/open.ts";
import { serve } from "../../provider/protocol/server.ts";
import { registry } from "../../provider/registry.ts";
import { startFakeEngine } from "../driver/fake-engine.ts";
import { ProviderClient } from "../driver/provider-client.ts";

/** What a command of Pulumi's does with the provider, and what it showed meanwhile. */
export interface Shown<T> {
  readonly result: T;
  readonly messages: readonly string[];
}

/**
 * Runs `work` with the real provider, configured for a host, as one command of Pulumi does: it starts with
 * nothing known, and ends with it.
 */
export async function command<T>(
  settings: Readonly<Record<string, string>>,
  work: (call: ProviderClient) => Promise<T>,
): Promise<Shown<T>> {
  const engine = await startFakeEngine();
  const provider = await serve({
    registry,
    version: "0.0.0",
    connect: (parsed) => (signal) => openConnection(parsed, { signal }),
  });
  const call = new ProviderClient(provider.port);
  try {
    await call.handshake(engine.address);
    await call.configure(settings);
    const result = await work(call);
    return {
      result,
      messages: engine.lines.filter(({ ephemeral }) => !ephemeral).map(({ message }) => message),
    };
  } finally {
    call.close();
    provider.stop();
    engine.stop();
  }
}
