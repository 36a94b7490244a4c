import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type OperationContext, PartlyDone } from "../../provider/contract/resource.ts";
import { failureOf } from "../driver/provider-calls.ts";
import { idleConnection, start } from "./started.ts";

/** Waits as a reboot wait does: until the signal ends it. */
async function wait({ signal }: OperationContext): Promise<never> {
  await sleep(30_000, undefined, { signal });
  throw new Error("was not cancelled");
}

describe("cancel", () => {
  test("ends a wait at once, and says so", async () => {
    const { call } = await start({ create: wait });
    const running = failureOf(call.create("Thing", { name: "a" }));
    await sleep(50);
    const begin = Date.now();
    await call.cancel();
    expect((await running).message).toMatch(/^Cancelled before it was complete\.\nNext: run it again/);
    expect(Date.now() - begin).toBeLessThan(250);
  });

  test("keeps what a type says is pending", async () => {
    const { call } = await start({
      create: async (context, news) => {
        await wait(context).catch(() => undefined);
        throw new PartlyDone({ id: "id-1", state: news, reasons: ["the trial boot is not confirmed"] });
      },
    });
    const running = failureOf(call.create("Thing", { name: "a" }));
    await sleep(50);
    await call.cancel();
    expect((await running).incomplete).toMatchObject({
      id: "id-1",
      properties: { name: "a" },
      reasons: ["the trial boot is not confirmed"],
    });
  });

  test("does not wait for an operation that will not end", async () => {
    const { call } = await start({ delete: () => new Promise(() => undefined) }, { cancelGraceMs: 100 });
    const running = failureOf(call.delete("Thing", "i"));
    await sleep(50);
    await call.cancel();
    expect((await running).message).toMatch(/^Cancelled before it was complete/);
  });

  test("ends operations that wait for their turn, and refuses new ones", async () => {
    let started = 0;
    const { call } = await start({
      update: async (context) => {
        started += 1;
        return wait(context);
      },
    });
    const running = [1, 2, 3].map(() => failureOf(call.update("Thing", "i", {}, {})));
    await sleep(50);
    await call.cancel();
    for (const failed of await Promise.all(running)) expect(failed.message).toMatch(/^Cancelled/);
    expect((await failureOf(call.read("Thing", "i", { name: "a" }))).message).toMatch(/^Cancelled/);
    expect(started).toBe(1);
  });

  test("may come at the end of a command, twice, and closes the connection", async () => {
    let closed = 0;
    const close = async () => {
      closed += 1;
    };
    const connection = { ...idleConnection, close };
    const { call } = await start(
      {
        read: async ({ host }) => {
          await host.connection();
          return undefined;
        },
      },
      { connect: async () => connection },
    );
    await call.read("Thing", "i");
    await call.cancel();
    await call.cancel();
    await sleep(20);
    expect(closed).toBe(1);
  });
});

describe("operations on one host", () => {
  test("change it one at a time", async () => {
    const spans: string[] = [];
    const work = async (name: string) => {
      spans.push(`${name} begins`);
      await sleep(20);
      spans.push(`${name} ends`);
    };
    const { call } = await start({
      create: async (_context, news) => {
        await work(`create ${news.name}`);
        return { id: "i", state: news };
      },
      delete: async (_context, id) => work(`delete ${id}`),
    });
    await Promise.all([
      call.create("Thing", { name: "a" }),
      call.create("Thing", { name: "b" }),
      call.delete("Thing", "c"),
    ]);
    const names = spans.filter((_, index) => index % 2 === 0).map((span) => span.replace(" begins", ""));
    expect([...names].sort()).toEqual(["create a", "create b", "delete c"]);
    expect(spans).toEqual(names.flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  test("go on after one has failed", async () => {
    const { call } = await start({
      delete: async () => {
        throw new Error("no");
      },
    });
    await failureOf(call.delete("Thing", "c"));
    expect((await call.create("Thing", { name: "a" })).id).toBe("id-1");
  });

  test("look at it side by side, with one connection, and never while it is changed", async () => {
    let connections = 0;
    let looking = 0;
    let changing = false;
    const most: number[] = [];
    const { call } = await start(
      {
        read: async ({ host }) => {
          await host.connection();
          looking += 1;
          most.push(looking);
          expect(changing).toBe(false);
          await sleep(30);
          looking -= 1;
          return undefined;
        },
        update: async () => {
          changing = true;
          expect(looking).toBe(0);
          await sleep(30);
          changing = false;
          return {};
        },
      },
      {
        connect: async () => {
          connections += 1;
          return idleConnection;
        },
      },
    );
    await Promise.all([
      call.read("Thing", "1"),
      call.read("Thing", "2"),
      call.read("Thing", "3"),
      call.update("Thing", "4", {}, {}),
      call.read("Thing", "5"),
    ]);
    expect(connections).toBe(1);
    expect(Math.max(...most)).toBeGreaterThan(1);
  });

  test("read the host anew after a change", async () => {
    const seen = new Set<unknown>();
    const { call } = await start({
      read: async ({ host }) => {
        seen.add(await host.observe().catch((error: unknown) => error));
        return undefined;
      },
    });
    await call.read("Thing", "1");
    await call.update("Thing", "1", {}, {});
    await call.read("Thing", "1");
    expect(seen.size).toBe(2);
  });
});
