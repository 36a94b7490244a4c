import { describe, expect, test } from "vitest";
import { HostError } from "../../host/model/errors.ts";
import { UNKNOWN } from "../../provider/contract/properties.ts";
import { PartlyDone } from "../../provider/contract/resource.ts";
import { failureOf } from "../driver/provider-calls.ts";
import { start } from "./started.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("create", () => {
  test("returns the state, and asks for a refresh before updates", async () => {
    const { call } = await start({});
    const answer = await call.create("Thing", { name: "a", password: "hunter22" });
    const properties = { name: "a", password: secret("hunter22"), serial: "s1" };
    expect(answer).toEqual({ id: "id-1", properties, refresh: true });
  });

  test("in a preview leaves out what the type says will not be there", async () => {
    const { call } = await start({
      create: async (_context, news) => ({ id: "", state: { ...news, token: undefined } }),
    });
    const { properties } = await call.create("Thing", { name: "a" }, true);
    expect(properties).toEqual({ name: "a", serial: UNKNOWN });
  });

  test("in a preview leaves unknown what the type does not say", async () => {
    const previews: boolean[] = [];
    const { call } = await start({
      create: async (_context, news, preview) => {
        previews.push(preview);
        return { id: "", state: { ...news, token: "t" } };
      },
    });
    const { properties } = await call.create("Thing", { name: "a" }, true);
    expect(properties).toEqual({ name: "a", serial: UNKNOWN, token: secret("t") });
    expect(previews).toEqual([true]);
  });

  test("in a preview with unknown inputs, or an unknown host, does not ask the type", async () => {
    const never = async () => {
      throw new Error("must not be asked");
    };
    const news = { name: UNKNOWN };
    const expected = { name: UNKNOWN, serial: UNKNOWN, token: secret(UNKNOWN) };
    const known = await start({ create: never, update: never });
    expect((await known.call.create("Thing", news, true)).properties).toEqual(expected);
    expect((await known.call.update("Thing", "id-1", {}, news, true)).properties).toEqual(expected);
    const unknown = await start({ create: never }, { settings: null });
    expect((await unknown.call.create("Thing", { name: "a" }, true)).properties).toEqual({
      ...expected,
      name: "a",
    });
  });

  test("needs a known host when it is not a preview", async () => {
    const { call } = await start({}, { settings: null });
    for (const failed of [
      call.create("Thing", {}),
      call.update("Thing", "i", {}, {}),
      call.delete("Thing", "i"),
    ]) {
      expect((await failureOf(failed)).message).toMatch(/^The host is not known/);
    }
  });

  test("keeps what is partly done", async () => {
    const { call } = await start({
      create: async (_context, news) => {
        throw new PartlyDone({
          id: "id-7",
          state: { ...news, serial: "s7" },
          reasons: ["no reboot yet", "two"],
        });
      },
    });
    const failure = await failureOf(call.create("Thing", { name: "a", password: "hunter22" }));
    expect(failure.incomplete).toEqual({
      id: "id-7",
      properties: { name: "a", password: secret("hunter22"), serial: "s7" },
      inputs: { name: "a", password: secret("hunter22") },
      reasons: ["no reboot yet", "two"],
      refresh: true,
    });
  });

  test("keeps a large state of what is partly done", async () => {
    const files = { big: { mode: "x".repeat(30_000) } };
    const { call } = await start({
      create: async (_context, news) => {
        throw new PartlyDone({ id: "id-7", state: { ...news, files }, reasons: ["not yet"] });
      },
    });
    const failure = await failureOf(call.create("Thing", { name: "a" }));
    expect(failure.incomplete?.properties).toEqual({ name: "a", files });
  });
});

describe("update", () => {
  test("gets the old state and the new inputs", async () => {
    const { call } = await start({
      update: async (_context, id, state, news, preview) => ({
        ...news,
        serial: `${id} ${state.serial} ${preview}`,
      }),
    });
    const olds = { name: "a", serial: "s1", token: null };
    const expected = { properties: { name: "b", serial: "id-1 s1 false" }, refresh: true };
    expect(await call.update("Thing", "id-1", olds, { name: "b" })).toEqual(expected);
    const { properties } = await call.update("Thing", "id-1", olds, { name: "b" }, true);
    expect(properties).toEqual({ name: "b", serial: "id-1 s1 true", token: secret(UNKNOWN) });
  });

  test("keeps what is partly done", async () => {
    const { call } = await start({
      update: async (_context, id, state) => {
        throw new PartlyDone({ id, state, reasons: ["half way"] });
      },
    });
    const failure = await failureOf(call.update("Thing", "id-1", { name: "a" }, { name: "b" }));
    expect(failure.incomplete).toMatchObject({
      id: "id-1",
      properties: { name: "a" },
      inputs: { name: "b" },
    });
  });
});

describe("errors", () => {
  test("of the host are shown as they are", async () => {
    const { call } = await start({
      delete: async () => {
        throw new HostError({
          what: "The pool is in use",
          host: "ops@ws1:22",
          found: "a\nb",
          next: "stop it",
        });
      },
    });
    const failure = await failureOf(call.delete("Thing", "id-1"));
    expect(failure.message).toBe("The pool is in use.\nHost: ops@ws1:22\nFound:\n  a\n  b\nNext: stop it");
    expect(failure.code).toBe(9);
  });

  test("that nobody expected say that they are a bug", async () => {
    const { call } = await start({
      create: async () => {
        throw new TypeError("x is not a function");
      },
    });
    const { message } = await failureOf(call.create("Thing", { name: "a" }));
    expect(message).toMatch(/^x is not a function\nThis is a bug in pulumi-vfio/);
  });

  test("of values that are no JSON name the property", async () => {
    const { call } = await start({
      create: async () => ({ id: "i", state: { files: { a: { mode: () => 1 } } } }),
    });
    const { message } = await failureOf(call.create("Thing", { name: "a" }));
    expect(message).toMatch(/^files\.a\.mode cannot be kept in the state/);
  });

  test("that escaped fail what is running, and nothing after it", async () => {
    const waiting = Promise.withResolvers<undefined>();
    const { provider, call } = await start({ read: async () => waiting.promise });
    const running = failureOf(call.read("Thing", "id-1"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    provider.fail(new Error("an emitter had no listener"));
    expect((await running).message).toMatch(/^an emitter had no listener\n/);
    waiting.resolve(undefined);
    expect((await call.read("Thing", "id-1")).id).toBe("");
  });
});
