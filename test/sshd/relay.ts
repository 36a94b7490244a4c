import { connect, createServer, type Socket } from "node:net";

/** A relay in front of a server, that can harm the connections through it. */
export interface Relay {
  readonly port: number;
  /** Resets every connection, as a host does that lost its state in a reboot. */
  readonly reset: () => void;
  /** Lets nothing through any more, without closing: a cable pulled out. */
  readonly mute: () => void;
  readonly stop: () => Promise<void>;
}

export interface RelayOptions {
  /** Cuts what the server sends into pieces of that many bytes. */
  readonly slice?: number;
  /** Milliseconds that everything takes, each way. */
  readonly delayMs?: number;
}

/** Starts a relay to a loopback port. */
export async function startRelay(target: number, options: RelayOptions = {}): Promise<Relay> {
  const sockets = new Set<Socket>();
  let muted = false;
  const server = createServer((near) => {
    const far = connect({ port: target, host: "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    const pass = (to: Socket, chunk: Buffer) => {
      const send = () => muted || to.write(chunk);
      if (options.delayMs === undefined) send();
      else setTimeout(send, options.delayMs);
    };
    near.on("data", (chunk) => pass(far, chunk)).on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    far.on("data", (chunk) => {
      const size = options.slice ?? chunk.length;
      for (let at = 0; at < chunk.length; at += size) pass(near, chunk.subarray(at, at + size));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    mute: () => {
      muted = true;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
