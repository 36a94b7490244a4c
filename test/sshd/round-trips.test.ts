import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openConnection } from "../../host/connection/open.ts";
import type { RunOptions } from "../../host/model/host-connection.ts";
import { readFacts } from "../../host/read/engine/batch.ts";
import { type Relay, startRelay } from "./relay.ts";
import { startSshd, type TestSshd } from "./sshd.ts";
import { createUser, type TestUser, type UserOptions } from "./users.ts";

let sshd: TestSshd;
let relay: Relay;
const users: TestUser[] = [];
beforeAll(async () => {
  sshd = await startSshd();
  relay = await startRelay(sshd.port, { delayMs: ROUND_TRIP / 2 });
});
afterEach(() => {
  for (const user of users.splice(0)) user.remove();
});
afterAll(async () => {
  await relay?.stop();
  await sshd?.stop();
});

function user(options: UserOptions): TestUser {
  const created = createUser(options);
  users.push(created);
  return created;
}

/** Milliseconds to the host and back: much more than the work takes. */
const ROUND_TRIP = 400;

/**
 * How many whole round trips something takes; tried again when it seems more than `expected`, for a busy
 * machine adds its own time.
 */
async function roundTrips(expected: number, work: () => Promise<unknown>): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 5 && fewest > expected; turn++) {
    const start = performance.now();
    await work();
    fewest = Math.min(fewest, Math.floor((performance.now() - start) / ROUND_TRIP));
  }
  return fewest;
}

async function connect(settings: Record<string, unknown>) {
  const other = { port: relay.port, knownHostsFile: undefined, hostKey: sshd.hostKey() };
  return openConnection(sshd.settings({ ...other, ...settings }));
}

const facts = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`fact${index}`, { script: `echo ${index}`, parse: () => index }]),
);

it("connecting and logging in with a key takes 6 round trips at most", async () => {
  const { name } = user({});
  const taken = await roundTrips(6, async () => (await connect({ user: name })).close());
  expect(taken).toBeLessThanOrEqual(6);
});

it.each<[string, UserOptions]>([
  ["the login", {}],
  ["root", { sudo: "without password" }],
])("reading facts takes 2 round trips, and data 1 more, as %s", async (_, options) => {
  const connection = await connect({ user: user(options).name });
  const as = options.sudo === undefined ? "login" : "root";
  const asUser = {
    ...connection,
    run: (script: string, more?: RunOptions) => connection.run(script, { ...more, as }),
  };
  expect(await roundTrips(2, () => readFacts(asUser, facts))).toBe(2);
  expect(await roundTrips(3, () => connection.run("cat", { as, stdin: "data" }))).toBe(3);
  await connection.close();
});

it("a password for sudo takes 1 more, and is tried once before", async () => {
  const { name, password } = user({ sudo: "with password" });
  const connection = await connect({ user: name, sudoPassword: password });
  const start = performance.now();
  await connection.run(":");
  expect((performance.now() - start) / ROUND_TRIP).toBeLessThan(10);
  expect(await roundTrips(3, () => connection.run(":"))).toBe(3);
  expect(await roundTrips(4, () => connection.run("cat", { stdin: "data" }))).toBe(4);
  await connection.close();
});
