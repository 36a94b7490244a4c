import grpc from "@grpc/grpc-js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import { HostError, messageOf } from "../../../host/model/errors.ts";
import { ConnectionLost } from "../../../host/model/host-connection.ts";
import { toStruct } from "./struct-values.ts";

/** How a failed call is answered. */
export interface Failure {
  readonly code: number;
  readonly details: string;
  readonly metadata?: grpc.Metadata;
}

/** The operation was stopped because the user asked for it. */
export class Cancelled extends HostError {
  override readonly name = "Cancelled";

  constructor(what: string, cause?: unknown) {
    super({ what, next: "run it again to go on", cause });
  }
}

/** The one connection to the host could not be had, so that nothing is known about the host now. */
export class Unreachable extends HostError {
  override readonly name = "Unreachable";

  /** Keeps the words of an error with which opening a connection failed. */
  static from(error: unknown): Unreachable {
    if (error instanceof HostError) return new Unreachable({ ...error.problem, cause: error });
    return new Unreachable({ what: `The connection failed: ${messageOf(error)}`, cause: error });
  }
}

/**
 * Whether an error means that nothing can be said about the host: it, or what caused it, is about the
 * connection.
 */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof Unreachable || error instanceof ConnectionLost) return true;
  return error instanceof Error && error.cause !== undefined && isConnectionError(error.cause);
}

/**
 * The answer for anything thrown. An error that was not meant for the user says that it is a bug, and its
 * stack goes to standard error.
 */
export function failureOf(error: unknown, redact: (text: string) => string): Failure {
  if (error instanceof InvalidRequest) return { code: grpc.status.INVALID_ARGUMENT, details: error.message };
  if (error instanceof IncompleteResource) return initFailure(error.incomplete, redact);
  // A code other than UNKNOWN and INTERNAL tells the engine that its state is not corrupt.
  if (error instanceof HostError) {
    return { code: grpc.status.FAILED_PRECONDITION, details: redact(error.message) };
  }
  process.stderr.write(`${redact(stackOf(error))}\n`);
  const hint = "This is a bug in pulumi-vfio: please report it with the lines above.";
  return { code: grpc.status.UNKNOWN, details: redact(`${messageOf(error)}\n${hint}`) };
}

/**
 * A resource exists but is incomplete: the answer keeps its state, and the engine calls update the next time.
 */
export class IncompleteResource extends Error {
  override readonly name = "IncompleteResource";
  readonly incomplete: Incomplete;

  constructor(incomplete: Incomplete, cause?: unknown) {
    super(incomplete.reasons.join("\n"), { cause });
    this.incomplete = incomplete;
  }
}

/** What is known of a resource that exists but is incomplete. */
export interface Incomplete {
  readonly id: string;
  readonly state: object;
  readonly inputs: object;
  readonly reasons: readonly string[];
  readonly secrets: readonly string[];
}

function initFailure(incomplete: Incomplete, redact: (text: string) => string): Failure {
  const { id, state, inputs, secrets } = incomplete;
  const reasons = incomplete.reasons.map(redact);
  const detail = new providerMessages.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(toStruct(state, secrets));
  detail.setInputs(toStruct(inputs, secrets));
  detail.setReasonsList(reasons);
  detail.setRefreshBeforeUpdate(true);
  const any = new anyMessages.Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusMessages.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(reasons.join("\n"));
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: reasons.join("\n"), metadata };
}

/** The engine asked for something that does not exist here, such as a resource type. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
