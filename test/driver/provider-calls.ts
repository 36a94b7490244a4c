import type grpc from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";

export type Values = Readonly<Record<string, unknown>>;

/** A call that was answered with an error. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
  readonly code: number;
  /** What the answer says about a resource that exists but is incomplete. */
  readonly incomplete:
    | { id: string; properties: Values; inputs: Values; reasons: string[]; refresh: boolean }
    | undefined;

  constructor(error: grpc.ServiceError) {
    super(error.details);
    this.code = error.code;
    this.incomplete = incompleteIn(error.metadata);
  }
}

type Callback<Response> = (error: grpc.ServiceError | null, response: Response) => void;

/** Waits for a call's answer; rejects with a CallFailed. */
export function answerOf<Response>(start: (callback: Callback<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error ? reject(new CallFailed(error)) : resolve(response)));
  });
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<CallFailed> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in outcome && outcome.error instanceof CallFailed) return outcome.error;
  throw new Error(`expected a failed call, got ${JSON.stringify(outcome)}`);
}

/** The message for values, as the engine makes it; undefined is left out. */
export function struct(values: Values): Struct {
  const plain: Record<string, JavaScriptValue> = JSON.parse(JSON.stringify(values));
  return structs.Struct.fromJavaScript(plain);
}

/** The values in a message. */
export function values(message: Struct | undefined): Values {
  return message?.toJavaScript() ?? {};
}

function incompleteIn(metadata: grpc.Metadata) {
  const [details] = metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return undefined;
  const [any] = statusMessages.Status.deserializeBinary(details).getDetailsList();
  const detail = any?.unpack(
    provider.ErrorResourceInitFailed.deserializeBinary,
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!detail) return undefined;
  return {
    id: detail.getId(),
    properties: values(detail.getProperties()),
    inputs: values(detail.getInputs()),
    reasons: detail.getReasonsList(),
    refresh: detail.getRefreshBeforeUpdate(),
  };
}
