import grpc from "@grpc/grpc-js";
import type { IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";

/** A message as the engine would show it. */
export interface LoggedLine {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly urn: string;
  readonly stream: number;
  readonly ephemeral: boolean;
}

/** The side of the engine that a provider calls: it keeps what is logged. */
export interface FakeEngine {
  readonly address: string;
  readonly lines: readonly LoggedLine[];
  /** All messages in one text. */
  text(): string;
  stop(): void;
}

const severities = ["debug", "info", "warning", "error"] as const;

/** Listens on a free port of the loopback interface. */
export async function startFakeEngine(): Promise<FakeEngine> {
  const lines: LoggedLine[] = [];
  const log: grpc.handleUnaryCall<LogRequest, InstanceType<typeof empties.Empty>> = (
    { request },
    callback,
  ) => {
    lines.push(lineOf(request));
    callback(null, new empties.Empty());
  };
  const server = new grpc.Server();
  server.addService(engineServices.EngineService, { log } satisfies Partial<IEngineServer>);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    lines,
    text: () => lines.map(({ message }) => message).join("\n"),
    stop: () => server.forceShutdown(),
  };
}

function lineOf(request: LogRequest): LoggedLine {
  return {
    severity: severities[request.getSeverity()] ?? "error",
    message: request.getMessage(),
    urn: request.getUrn(),
    stream: request.getStreamid(),
    ephemeral: request.getEphemeral(),
  };
}
