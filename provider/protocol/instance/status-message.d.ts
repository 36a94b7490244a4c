/** Pulumi ships this message without types; only what is used here is declared. */
declare module "@pulumi/pulumi/proto/status_pb.js" {
  import type { Any } from "google-protobuf/google/protobuf/any_pb.js";

  class Status {
    static deserializeBinary(bytes: Uint8Array): Status;
    setCode(code: number): void;
    setMessage(message: string): void;
    addDetails(detail: Any): void;
    getMessage(): string;
    getDetailsList(): Any[];
    serializeBinary(): Uint8Array;
  }
  const messages: { readonly Status: typeof Status };
  export default messages;
}
