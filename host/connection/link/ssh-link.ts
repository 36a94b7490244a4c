import { connect as connectSocket, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Config, NodeSSH } from "node-ssh";
import type { Client } from "ssh2";
import { type HostKeyCheck, hostKeyCheck } from "../host-key/host-key.ts";
import { type Login, prepareLogin } from "../login/login.ts";
import type { Target } from "../ssh-config/target.ts";
import { raced, within } from "../waits/deadline.ts";
import { connectFailure, jumpFailure } from "./connect-errors.ts";

/** An authenticated ssh2 client that can be lost at any time without an uncaught exception. */
export interface Link {
  readonly target: Target;
  readonly client: Client;
  /** Why the connection ended, once it has. */
  readonly ended: () => { readonly cause: unknown } | undefined;
  /** Says goodbye; resolves when the connection and those it goes through are closed. */
  readonly close: () => Promise<void>;
}

/**
 * Connects and logs in, through other hosts where the target says so. One attempt; throws a HostError, or the
 * signal's reason.
 */
export async function openLink(target: Target, signal: AbortSignal | undefined): Promise<Link> {
  signal?.throwIfAborted();
  const hostKey = hostKeyCheck(target);
  const login = await raced(prepareLogin(target), signal);
  const via = target.via && (await openLink(target.via, signal));
  try {
    const socket = via ? await forward(via, target, signal) : directSocket(target);
    return await logIn({ target, hostKey, login, via, socket }, signal);
  } catch (error) {
    await via?.close();
    throw error;
  }
}

interface Start {
  readonly target: Target;
  readonly hostKey: HostKeyCheck;
  readonly login: Login;
  readonly via: Link | undefined;
  readonly socket: Duplex;
}

async function logIn(start: Start, signal: AbortSignal | undefined): Promise<Link> {
  const { target, hostKey, login, via, socket } = start;
  const ssh = new NodeSSH();
  const ready = ssh.connect(clientConfig(start));
  // node-ssh makes the client before anything is waited for.
  const client = ssh.connection;
  if (client === null) throw await ready.catch((cause: unknown) => connectFailure(target, cause, login));
  const watch = watchClient(client);
  let refusal: unknown;
  client.once("handshake", () => {
    try {
      hostKey.remember();
    } catch (error) {
      refusal = error;
      socket.destroy();
    }
  });
  try {
    await raced(ready, signal);
  } catch (error) {
    client.destroy();
    socket.destroy();
    if (signal?.aborted) throw error;
    throw refusal ?? hostKey.refusal() ?? connectFailure(target, watch.failure() ?? error, login);
  }
  client.setNoDelay(true);
  const close = async () => {
    client.end();
    await within(watch.closed, 2_000).catch(() => undefined);
    client.destroy();
    socket.destroy();
    await via?.close();
  };
  return { target, client, ended: watch.ended, close };
}

/**
 * Listens for errors from now on. node-ssh does so only until the connection is ready, and an error without a
 * listener ends the process.
 */
function watchClient(client: Client) {
  let failure: unknown;
  let ended: { readonly cause: unknown } | undefined;
  client.on("error", (error) => {
    failure ??= error;
  });
  const closed = new Promise<void>((resolve) => {
    client.on("close", () => {
      ended ??= { cause: failure };
      resolve();
    });
  });
  return { closed, failure: () => failure, ended: () => ended };
}

function clientConfig({ target, hostKey, login, socket }: Start): Config {
  return {
    // ssh2 takes any duplex stream.
    sock: socket as Socket,
    username: target.user,
    authHandler: login.handler,
    hostVerifier: (key: Buffer) => hostKey.accepts(key),
    readyTimeout: target.timeoutMs,
    keepaliveInterval: 5_000,
    keepaliveCountMax: 3,
    algorithms: {
      serverHostKey: hostKey.algorithms,
      // Neither SHA-1 nor compression, which ssh2 would offer.
      hmac: [
        "hmac-sha2-256-etm@openssh.com",
        "hmac-sha2-512-etm@openssh.com",
        "hmac-sha2-256",
        "hmac-sha2-512",
      ],
      compress: ["none"],
    },
  };
}

/** Waiting for an answer otherwise costs 40 ms a time (Nagle); a name may have several addresses. */
function directSocket({ hostName, port }: Target): Socket {
  return connectSocket({ host: hostName, port, noDelay: true, autoSelectFamilyAttemptTimeout: 2_000 });
}

/** A stream to the target that begins at the host on the way. */
async function forward(via: Link, target: Target, signal: AbortSignal | undefined): Promise<Duplex> {
  const opening = new Promise<Duplex>((resolve, reject) => {
    via.client.forwardOut("127.0.0.1", 0, target.hostName, target.port, (error, stream) => {
      if (error) reject(error);
      else resolve(stream);
    });
  });
  try {
    return await raced(within(opening, target.timeoutMs), signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw jumpFailure(target, via.target, error);
  }
}
