import { describe, expect, it } from "vitest";
import { rebootAndWait } from "../../../../../host/boot/reboot/reboot-and-wait.ts";
import { HostKeyError } from "../../../../../host/connection/host-key/host-key-errors.ts";
import type { Clock } from "../../../../../host/model/clock.ts";
import { HostError } from "../../../../../host/model/errors.ts";
import {
  ConnectionLost,
  type HostConnection,
  type RunResult,
} from "../../../../../host/model/host-connection.ts";
import { HostSession } from "../../../../../host/session.ts";

const OLD = "11111111-1111-4111-8111-111111111111";
const NEW = "22222222-2222-4222-8222-222222222222";

/** What a connection attempt meets: an error, or a host whose boot id is read as this. */
type Attempt = string | Error;

/** What the host does with a step. */
type Order = (script: string, limit: number | undefined) => RunResult;

describe("a reboot", () => {
  it("waits for a new boot id over a new connection", async () => {
    const { session, connections, clock } = host([OLD, OLD, refused(), refused(), NEW]);
    const { bootId, tookMs } = await rebootAndWait(session, options(clock));
    expect(bootId).toBe(NEW);
    expect(tookMs).toBe(8_000);
    expect(connections()).toBe(5);
  });

  it("takes a lost connection while the order is given for success", async () => {
    const { session, clock } = host([OLD, NEW], (script) => {
      if (script === "sync") return ok();
      throw new ConnectionLost({ what: "lost" });
    });
    await expect(rebootAndWait(session, options(clock))).resolves.toMatchObject({ bootId: NEW });
  });

  it("writes everything to the disks before the order, with a limit of its own", async () => {
    const steps: unknown[] = [];
    const { session, clock } = host([OLD, NEW], (script, limit) => {
      steps.push([script.includes("systemctl reboot"), script.includes("sync"), limit]);
      return ok();
    });
    await rebootAndWait(session, options(clock));
    expect(steps).toEqual([
      [false, true, 600_000],
      [true, false, 30_000],
    ]);
  });

  it("is not ordered when the connection is lost before", async () => {
    const { session, connections, clock } = host([OLD, NEW], () => {
      throw new ConnectionLost({ what: "lost" });
    });
    await expect(rebootAndWait(session, options(clock))).rejects.toThrow("lost");
    expect(connections()).toBe(1);
  });

  it("is an error when the order is refused", async () => {
    const { session, clock } = host([OLD, NEW], (script) => ({ ...ok(), code: script === "sync" ? 0 : 1 }));
    await expect(rebootAndWait(session, options(clock))).rejects.toThrow("The reboot could not be ordered");
  });

  it.each(["", "cat: no such file", "not-a-uuid", `${NEW}x`])(
    "does not take %j for a new boot",
    async (text) => {
      const { session, clock } = host([OLD, text, text, NEW]);
      await expect(rebootAndWait(session, options(clock))).resolves.toMatchObject({ tookMs: 6_000 });
    },
  );

  it("ends when the time is over, and says what was met last", async () => {
    const { session, clock } = host([OLD, ...Array.from({ length: 99 }, refused)]);
    const wait = rebootAndWait(session, { ...options(clock), timeoutMs: 20_000 });
    await expect(wait).rejects.toThrow(/did not come back within 20 s[\s\S]*nobody listens/);
  });

  it("ends at once when the host's key is another", async () => {
    const key = new HostKeyError({ what: "another key" });
    const { session, connections, clock } = host([OLD, new HostError({ what: "wrapped", cause: key }), NEW]);
    await expect(rebootAndWait(session, options(clock))).rejects.toThrow("wrapped");
    expect(connections()).toBe(2);
  });

  it("goes on after another error that only talks of a key", async () => {
    const { session, clock } = host([
      OLD,
      new HostError({ what: "The host's key file is not there yet" }),
      NEW,
    ]);
    await expect(rebootAndWait(session, options(clock))).resolves.toMatchObject({ bootId: NEW });
  });

  it("ends at once when it is cancelled, also while an attempt hangs", async () => {
    const abort = new AbortController();
    const session = new HostSession(
      once(connection(OLD, ok), () => {
        setTimeout(() => abort.abort(new Error("cancelled")), 5);
        return new Promise(() => {});
      }),
      abort.signal,
    );
    const clock: Clock = { now: () => 0, sleep: () => Promise.resolve() };
    await expect(rebootAndWait(session, { timeoutMs: 1, signal: abort.signal, clock })).rejects.toThrow(
      "cancelled",
    );
  });
});

function host(attempts: readonly Attempt[], order: Order = ok) {
  let made = 0;
  let time = 0;
  const session = new HostSession(() => {
    const attempt = attempts[made] ?? NEW;
    made += 1;
    return attempt instanceof Error ? Promise.reject(attempt) : Promise.resolve(connection(attempt, order));
  }, new AbortController().signal);
  const clock: Clock = {
    now: () => time,
    sleep: (milliseconds) => {
      time += milliseconds;
      return Promise.resolve();
    },
  };
  return { session, clock, connections: () => made };
}

function options(clock: Clock) {
  return { timeoutMs: 60_000, signal: new AbortController().signal, clock };
}

function connection(bootId: string, order: Order): HostConnection {
  return {
    host: "ops@ws1:22",
    run: async (script, { timeoutMs } = {}) =>
      script.includes("boot_id") ? { code: 0, stdout: `${bootId}\n`, stderr: "" } : order(script, timeoutMs),
    close: () => Promise.resolve(),
  };
}

function ok(): RunResult {
  return { code: 0, stdout: "", stderr: "" };
}

function refused(): Error {
  return new HostError({ what: "nobody listens there" });
}

function once(first: HostConnection, then: () => Promise<HostConnection>): () => Promise<HostConnection> {
  let used = false;
  return () => {
    if (used) return then();
    used = true;
    return Promise.resolve(first);
  };
}
