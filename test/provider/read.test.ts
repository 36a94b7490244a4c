import { describe, expect, test } from "vitest";
import { HostError } from "../../host/model/errors.ts";
import { ConnectionLost } from "../../host/model/host-connection.ts";
import { failureOf } from "../driver/provider-calls.ts";
import { start } from "./started.ts";

const refused = new HostError({ what: "The connection was refused", host: "ops@ws1:22", next: "start sshd" });
const down = async () => {
  throw refused;
};

describe("read", () => {
  test("returns the inputs and the state that were found", async () => {
    const { call } = await start({
      read: async (_context, id, state) => ({
        id,
        inputs: { name: "a" },
        state: { name: "a", old: state?.name },
      }),
    });
    expect(await call.read("Thing", "id-1", { name: "b" })).toEqual({
      id: "id-1",
      inputs: { name: "a" },
      properties: { name: "a", old: "b" },
      refresh: true,
    });
  });

  test("has no state for an import", async () => {
    const seen: unknown[] = [];
    const { call } = await start({
      read: async (_context, id, state) => {
        seen.push(state);
        return { id: "canonical", inputs: {}, state: { given: id } };
      },
    });
    expect((await call.read("Thing", "by-name")).id).toBe("canonical");
    expect(seen).toEqual([undefined]);
  });

  test("answers what is gone without an id", async () => {
    const { call } = await start({ read: async () => undefined });
    expect((await call.read("Thing", "id-1", { name: "a" })).id).toBe("");
  });

  test("answers what is unfinished as a failure, so that it is not forgotten", async () => {
    const { call } = await start({
      read: async (_context, id) => ({
        id,
        inputs: { name: "a" },
        state: { name: "b" },
        unfinished: ["no reboot yet"],
      }),
    });
    const failure = await failureOf(call.read("Thing", "id-1", { name: "a" }));
    expect(failure.incomplete).toEqual({
      id: "id-1",
      inputs: { name: "a" },
      properties: { name: "b" },
      reasons: ["no reboot yet"],
      refresh: true,
    });
  });
});

describe("read of a host that cannot be reached", () => {
  const behaviour = {
    read: async ({ host }: Parameters<NonNullable<Parameters<typeof start>[0]["read"]>>[0]) => {
      await host.observe();
      return undefined;
    },
    update: async ({ host }: Parameters<NonNullable<Parameters<typeof start>[0]["update"]>>[0]) => {
      await host.connection();
      return {};
    },
  };

  test("returns the last state with a warning", async () => {
    const { call, engine } = await start(behaviour, { connect: down });
    const answer = await call.read("Thing", "id-1", { name: "a", serial: "s" }, { name: "a" });
    expect(answer).toEqual({
      id: "id-1",
      inputs: { name: "a" },
      properties: { name: "a", serial: "s" },
      refresh: true,
    });
    expect(engine.lines).toMatchObject([
      { severity: "info", message: "connecting to ws1", urn: "", ephemeral: true },
      { severity: "warning" },
    ]);
    expect(engine.text()).toContain("The connection was refused.\nHost: ops@ws1:22\nNext: start sshd");
  });

  test("does so as well when the connection is lost midway, also as a cause", async () => {
    const lost = new ConnectionLost({ what: "The connection was lost" });
    for (const error of [lost, new HostError({ what: "It could not be read", cause: lost })]) {
      const { call } = await start({
        read: async () => {
          throw error;
        },
      });
      expect((await call.read("Thing", "id-1", { name: "a" })).properties).toEqual({ name: "a" });
    }
  });

  test("fails with the clear error when something has to be done", async () => {
    const { call } = await start(behaviour, { connect: down });
    const failure = await failureOf(call.update("Thing", "id-1", { name: "a" }, { name: "b" }));
    expect(failure.message).toBe(refused.message);
  });

  test("fails for an import", async () => {
    const { call } = await start(behaviour, { connect: down });
    expect((await failureOf(call.read("Thing", "id-1"))).message).toBe(refused.message);
  });

  test("connects anew the next time", async () => {
    let attempts = 0;
    const { call } = await start(behaviour, {
      connect: async () => {
        attempts += 1;
        throw refused;
      },
    });
    await call.read("Thing", "id-1", { name: "a" });
    await call.read("Thing", "id-1", { name: "a" });
    expect(attempts).toBe(2);
  });

  test("does not hide other errors", async () => {
    const { call } = await start({
      read: async () => {
        throw new HostError({ what: "virsh is broken" });
      },
    });
    expect((await failureOf(call.read("Thing", "id-1", { name: "a" }))).message).toBe("virsh is broken.");
  });
});
