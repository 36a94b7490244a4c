import { createServer, type Server } from "node:net";
import { performance } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openConnection } from "../../host/connection/open.ts";
import { ConnectionLost } from "../../host/model/host-connection.ts";
import { startRelay } from "./relay.ts";
import { freePort, startSshd, type TestSshd } from "./sshd.ts";

let sshd: TestSshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd?.stop());

/** Settings that take what answers on another port for the sshd. */
function settingsAt(port: number, other: Record<string, unknown> = {}) {
  return sshd.settings({ port, knownHostsFile: undefined, hostKey: sshd.hostKey(), ...other });
}

async function failureAt(port: number, other: Record<string, unknown> = {}): Promise<string> {
  return openConnection(settingsAt(port, other)).then(() => "connected", String);
}

/** A server that does with each connection what the test says. */
async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("no connection is made, and the error says why:", () => {
  it("nothing listens", async () => {
    const port = await freePort();
    const failure = await failureAt(port);
    expect(failure).toContain("The host refused the connection: no SSH server listens there");
    expect(failure).toContain(`Host: root@127.0.0.1:${port}`);
    expect(failure).toContain("check connection.host and connection.port");
  });

  it("nothing answers", async () => {
    const server = createServer(() => undefined);
    const start = performance.now();
    const failure = await failureAt(await listening(server), { connectTimeout: "1" });
    expect(performance.now() - start).toBeLessThan(4_000);
    expect(failure).toContain("The host did not answer within 1 s");
    expect(failure).toContain("connection.connectTimeout");
    server.close();
  });

  it("something else answers, or hangs up", async () => {
    const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const shut = createServer((socket) => socket.destroy());
    for (const server of [web, shut]) {
      const failure = await failureAt(await listening(server), { connectTimeout: "5" });
      expect(failure).toContain("The host ended the connection before a login");
      server.close();
    }
  });

  it("the name is not known", async () => {
    const failure = await failureAt(22, { host: "no-such-host.invalid" });
    expect(failure).toContain("The host's name is not known to the name service");
    expect(failure).toContain("check connection.host");
  });

  it("the server has only broken algorithms", async () => {
    const old = await startSshd({ config: ["MACs hmac-sha1", "Ciphers aes128-ctr"] });
    const failure = await openConnection(old.settings()).catch(String);
    await old.stop();
    expect(failure).toContain("The SSH server is too old or too different");
  });

  it("it is called off", async () => {
    const server = createServer(() => undefined);
    const port = await listening(server);
    const abort = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => abort.abort(reason), 200);
    const start = performance.now();
    await expect(openConnection(settingsAt(port), { signal: abort.signal })).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(1_200);
    await expect(openConnection(settingsAt(port), { signal: abort.signal })).rejects.toBe(reason);
    server.close();
  });
});

describe("a connection that is lost in the middle of a command", () => {
  it("because the host ends its process, is a ConnectionLost, for waiting commands and later ones, too", async () => {
    const own = await startSshd();
    const connection = await openConnection(own.settings());
    const runs = Array.from({ length: 10 }, () => connection.run("sleep 20"));
    const settled = Promise.allSettled(runs);
    setTimeout(() => own.signalSessions("SIGKILL"), 500);
    for (const result of await settled) {
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(ConnectionLost) });
    }
    const failure = await connection.run("true").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionLost);
    expect(String(failure)).toContain("The connection to the host was lost");
    expect(String(failure)).toContain(`Host: root@127.0.0.1:${own.port}`);
    await connection.close();
    await own.stop();
  });

  it("by a reset, is a ConnectionLost and no uncaught exception", async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown) => uncaught.push(error);
    process.on("uncaughtExceptionMonitor", note);
    const relay = await startRelay(sshd.port);
    const connection = await openConnection(settingsAt(relay.port));
    const running = connection.run("sleep 20");
    setTimeout(relay.reset, 300);
    await expect(running).rejects.toThrow(/connection to the host was lost[\s\S]*ECONNRESET/i);
    await connection.close();
    await connection.close();
    await relay.stop();
    process.off("uncaughtExceptionMonitor", note);
    expect(uncaught).toEqual([]);
  });

  it.concurrent.each(["stopped host", "cut cable"])(
    "silently (%s), is noticed by its missing answers",
    async (kind) => {
      const own = await startSshd();
      const relay = await startRelay(own.port);
      const connection = await openConnection(
        own.settings({ port: relay.port, knownHostsFile: undefined, hostKey: own.hostKey() }),
      );
      const start = performance.now();
      const running = connection.run("sleep 50");
      if (kind === "cut cable") relay.mute();
      else own.signalSessions("SIGSTOP");
      await expect(running).rejects.toThrow(ConnectionLost);
      // Four questions 5 s apart.
      expect(performance.now() - start).toBeLessThan(27_000);
      await connection.close();
      await relay.stop();
      await own.stop();
    },
  );
});

describe("characters that are cut into packets", () => {
  it("arrive whole", async () => {
    const relay = await startRelay(sshd.port, { slice: 7 });
    const connection = await openConnection(settingsAt(relay.port));
    const text = "äöü€😀".repeat(5_000);
    expect((await connection.run("cat", { stdin: text })).stdout === text).toBe(true);
    await connection.close();
    await relay.stop();
  });
});

describe("a closed connection", () => {
  it("is closed on the host, too, and says so", async () => {
    const own = await startSshd();
    const connection = await openConnection(own.settings());
    expect(own.sessionPids().length).toBeGreaterThan(0);
    await connection.close();
    await connection.close();
    await expect(connection.run("true")).rejects.toThrow(ConnectionLost);
    await expect.poll(() => own.sessionPids().length, { timeout: 5_000 }).toBe(0);
    await own.stop();
  });
});
