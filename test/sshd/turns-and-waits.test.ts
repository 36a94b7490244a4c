import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { openConnection } from "../../host/connection/open.ts";
import { connected } from "./connected.ts";
import { createUser } from "./users.ts";

const server = connected();

describe("many runs", () => {
  it("go over one server.connection, at most 8 at once, all with their own results", async () => {
    const connections = () => server.sshd.log().match(/Accepted publickey/g)?.length;
    const before = connections();
    const results = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        server.connection.run('sleep 0.2; echo "$1"', { args: [String(index)] }),
      ),
    );
    expect(results.map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 24 }, (_, index) => `${index}\n`),
    );
    expect(connections()).toBe(before);
    expect(server.sshd.log()).not.toContain("no more sessions");
  });

  it("take a few milliseconds each: answers are not held back", async () => {
    const user = createUser();
    const other = await openConnection(server.sshd.settings({ user: user.name }));
    // Nagle's algorithm makes every one take more than 40, a busy machine only some.
    let fastest = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 100 && fastest > 30; turn++) {
      const start = performance.now();
      await other.run(":", { as: "login" });
      fastest = Math.min(fastest, performance.now() - start);
    }
    await other.close();
    user.remove();
    expect(fastest).toBeLessThan(30);
  });
});

describe("a wait", () => {
  it("ends within a second of its signal, with the signal's reason, and the connection goes on", async () => {
    const abort = new AbortController();
    const reason = new Error("enough");
    const running = server.connection.run("sleep 5", { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 300);
    const start = performance.now();
    await expect(running).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect((await server.connection.run("echo on")).stdout).toBe("on\n");
    await expect(server.connection.run("true", { signal: abort.signal })).rejects.toBe(reason);
  });

  it("for a turn ends, too, and does not take anybody else's", async () => {
    const abort = new AbortController();
    const busy = Array.from({ length: 8 }, () => server.connection.run("sleep 1"));
    const queued = server.connection.run("echo never", { signal: abort.signal });
    const after = server.connection.run("echo after");
    setTimeout(() => abort.abort(new Error("enough")), 100);
    await expect(queued).rejects.toThrow("enough");
    await Promise.all(busy);
    expect((await after).stdout).toBe("after\n");
  });

  it("has an end: the error names the host and what to do", async () => {
    const start = performance.now();
    const failure = await server.connection.run("sleep 4", { timeoutMs: 300 }).catch(String);
    expect(performance.now() - start).toBeLessThan(1_500);
    expect(failure).toContain("did not end within 0.3 s");
    expect(failure).toContain(`Host: root@127.0.0.1:${server.sshd.port}`);
    expect(failure).toMatch(/Next: .*run again/);
  });
});
