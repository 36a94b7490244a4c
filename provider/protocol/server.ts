import grpc from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { channelOptions } from "./instance/channel.ts";
import { ProviderInstance, type ProviderOptions } from "./instance/instance.ts";
import { create, remove, update } from "./rpc/change.ts";
import { check } from "./rpc/check.ts";
import { checkConfig, configure, diffConfig } from "./rpc/configuration.ts";
import { diff } from "./rpc/diff.ts";
import { invoke } from "./rpc/invoke.ts";
import { attach, cancel, getPluginInfo, getSchema, handshake } from "./rpc/plugin.ts";
import { read } from "./rpc/read.ts";
import { failureOf } from "./values/failures.ts";

/** A provider that can be called. */
export interface RunningProvider {
  readonly port: number;
  /** Fails every operation that is running, after an error that escaped from one of them. */
  fail(error: unknown): void;
  /** The text without the secrets of this run. */
  redact(text: string): string;
  /** Aborts what is running, and takes no more calls. */
  stop(): void;
}

/**
 * Serves the provider on a free port of the loopback interface. `engineAddress` is where messages go until a
 * handshake names another.
 */
export async function serve(options: ProviderOptions, engineAddress?: string): Promise<RunningProvider> {
  const instance = new ProviderInstance(options);
  if (engineAddress !== undefined) instance.engine.connect(engineAddress);
  const server = new grpc.Server(channelOptions);
  server.addService(services.ResourceProviderService, handlersOf(instance));
  const port = await bind(server);
  return {
    port,
    fail: (error) => instance.fail(error),
    redact: (text) => instance.redactor.redact(text),
    stop: () => {
      instance.cancel();
      instance.engine.close();
      server.forceShutdown();
    },
  };
}

/** What is not listed is answered with UNIMPLEMENTED by the library. */
function handlersOf(instance: ProviderInstance) {
  return {
    handshake: unary(instance, handshake),
    attach: unary(instance, attach),
    getPluginInfo: unary(instance, getPluginInfo),
    getSchema: unary(instance, getSchema),
    checkConfig: unary(instance, checkConfig),
    diffConfig: unary(instance, diffConfig),
    configure: unary(instance, configure),
    invoke: unary(instance, invoke),
    check: unary(instance, check),
    diff: unary(instance, diff),
    create: unary(instance, create),
    read: unary(instance, read),
    update: unary(instance, update),
    delete: unary(instance, remove),
    cancel: unary(instance, cancel),
  } satisfies Partial<IResourceProviderServer>;
}

function unary<Request, Response>(
  instance: ProviderInstance,
  handle: (instance: ProviderInstance, request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return async ({ request }, callback) => {
    try {
      callback(null, await handle(instance, request));
    } catch (error) {
      callback(failureOf(error, (text) => instance.redactor.redact(text)));
    }
  };
}

function bind(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}
