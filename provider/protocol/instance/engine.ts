import grpc from "@grpc/grpc-js";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import { channelOptions } from "./channel.ts";
import type { Redactor } from "./redactor.ts";

export type Severity = "debug" | "info" | "warning" | "error";

export interface LogLine {
  readonly severity: Severity;
  readonly message: string;
  /** Empty when it belongs to no resource. */
  readonly urn: string;
  /** Lines with one number belong together. */
  readonly stream: number;
  /** Shown only until the next one, where the terminal can. */
  readonly ephemeral?: boolean;
}

/** The engine that started the provider: shows messages to the user. */
export class Engine {
  readonly #redactor: Redactor;
  #client: EngineClient | undefined;
  #sent: Promise<void> = Promise.resolve();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** Talks to the engine at an address (`127.0.0.1:1234`) from now on. */
  connect(address: string): void {
    this.#client?.close();
    const insecure = grpc.credentials.createInsecure();
    this.#client = new engineServices.EngineClient(address, insecure, channelOptions);
  }

  /**
   * Shows a message, without its secrets, in the order of the calls. Without an engine it goes to standard
   * error.
   */
  log(line: LogLine): void {
    this.#sent = this.#sent.then(() => this.#send({ ...line, message: this.#redactor.redact(line.message) }));
  }

  /**
   * Waits until everything logged so far has arrived, so that no message comes after the end of its
   * operation.
   */
  flush(): Promise<void> {
    return this.#sent;
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  #send(line: LogLine): Promise<void> {
    const client = this.#client;
    if (client === undefined) {
      process.stderr.write(`${line.message}\n`);
      return Promise.resolve();
    }
    // A message that cannot be delivered within seconds must not hold up an operation.
    const deadline = { deadline: Date.now() + 5_000 };
    return new Promise((resolve) => {
      client.log(requestOf(line), new grpc.Metadata(), deadline, (error) => {
        if (error) process.stderr.write(`${line.message}\n`);
        resolve();
      });
    });
  }
}

function requestOf({ severity, message, urn, stream, ephemeral = false }: LogLine) {
  const request = new engineMessages.LogRequest();
  request.setSeverity(severities[severity]);
  request.setMessage(message);
  request.setUrn(urn);
  request.setStreamid(stream);
  request.setEphemeral(ephemeral);
  return request;
}

const severities = {
  debug: engineMessages.LogSeverity.DEBUG,
  info: engineMessages.LogSeverity.INFO,
  warning: engineMessages.LogSeverity.WARNING,
  error: engineMessages.LogSeverity.ERROR,
};
