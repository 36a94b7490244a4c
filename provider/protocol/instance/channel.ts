/** Pulumi's own limit for messages; the default of 4 MB would cut off large states. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** Settings of every gRPC channel here. */
export const channelOptions = {
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
};
