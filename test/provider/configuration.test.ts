import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../provider/contract/properties.ts";
import { startFakeEngine } from "../driver/fake-engine.ts";
import { answerOf, failureOf, type Values } from "../driver/provider-calls.ts";
import { start } from "./started.ts";

describe("checkConfig", () => {
  const wrong: { title: string; settings: Values; problems: string[] }[] = [
    { title: "names a missing host", settings: {}, problems: ["host: is missing, expected string"] },
    {
      title: "names everything that is wrong",
      settings: { hots: "ws1", port: "70000", user: "a b", hostKey: "AAAA" },
      problems: [
        "host: is missing, expected string",
        "port: must be 1 to 65535",
        expect.stringMatching(/^user: must be one word/),
        expect.stringMatching(/^hostKey: must be a key/),
        "hots: there is no such property; did you mean host?",
      ] as string[],
    },
    {
      title: "looks beside unknown settings",
      settings: { host: UNKNOWN, port: "no" },
      problems: [expect.stringMatching(/^port: /)] as string[],
    },
  ];
  test.for(wrong)("$title", async ({ settings, problems }) => {
    const { call } = await start({}, { settings: null, connect: () => Promise.reject(new Error("never")) });
    const { failures } = await call.checkConfig(settings);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.[0]).toBe("");
    const [headline, ...lines] = failures[0]?.[1].split("\n") ?? [];
    expect(headline).toBe("its settings are wrong:");
    expect(lines.pop()).toMatch(/^Next: .*`pulumi config set vfio:host <name>`/);
    expect(lines.map((line) => line.trim())).toEqual(problems);
  });

  test("returns the settings, with secrets marked, and what is the engine's own", async () => {
    const { call } = await start({}, { settings: null });
    const settings = { host: "ws1", port: "2222", password: "hunter22", version: "0.1.0", hostKey: UNKNOWN };
    const { inputs, failures } = await call.checkConfig(settings);
    expect(failures).toEqual([]);
    expect(inputs).toEqual({
      ...settings,
      password: {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        value: "hunter22",
      },
    });
  });
});

describe("diffConfig", () => {
  test("shows changes, and replaces nothing", async () => {
    const { call } = await start({}, { settings: null });
    const olds = { host: "ws1", port: "22", user: "ops", version: "1" };
    const diff = await call.diffConfig(olds, { host: "ws2", user: UNKNOWN, password: "p", version: "2" });
    expect(diff).toEqual({
      changes: "some",
      diffs: ["host", "port", "user", "password"],
      replaces: [],
      deleteBeforeReplace: false,
      detailed: { host: "UPDATE", port: "DELETE", user: "UPDATE", password: "ADD" },
    });
    expect((await call.diffConfig(olds, olds)).changes).toBe("none");
  });
});

describe("configure", () => {
  test("takes plain values and previews, and connects to nothing", async () => {
    let attempts = 0;
    const { call } = await start(
      {},
      {
        settings: null,
        connect: async () => {
          attempts += 1;
          throw new Error("never");
        },
      },
    );
    const answer = {
      acceptsecrets: false,
      supportspreview: true,
      acceptresources: false,
      acceptoutputs: false,
    };
    expect(await call.configure({ host: "ws1", version: "1" })).toMatchObject(answer);
    expect(attempts).toBe(0);
  });

  test("refuses wrong settings", async () => {
    const { call } = await start({}, { settings: null });
    const { message } = await failureOf(call.configure({ prot: "1" }));
    expect(message).toContain("host: is missing, expected string");
    expect(message).toContain("prot: there is no such property; did you mean port?");
  });

  test("leaves an unknown host for later", async () => {
    const { call } = await start({}, { settings: { host: UNKNOWN } });
    expect((await call.create("Thing", { name: "a" }, true)).properties.serial).toBe(UNKNOWN);
    expect((await call.read("Thing", "i", { name: "a" })).properties).toEqual({ name: "a" });
    expect((await call.invoke("lookUp", { key: "a" })).result).toEqual({});
  });
});

describe("the plugin", () => {
  test("accepts no secrets, resources and outputs, and knows its version", async () => {
    const { call, engine } = await start({});
    expect(await call.handshake(engine.address)).toMatchObject({
      acceptSecrets: false,
      acceptResources: false,
      acceptOutputs: false,
    });
    expect(await call.version()).toBe("1.2.3");
  });

  test("publishes the schema of what it serves", async () => {
    const { call } = await start({});
    expect(await call.schema()).toMatchObject({
      name: "vfio",
      version: "1.2.3",
      config: { required: ["host"], variables: { password: { secret: true } } },
      resources: {
        "vfio:index:Thing": {
          requiredInputs: ["name"],
          inputProperties: {
            size: { type: "integer", default: 1, description: "The size." },
            password: { type: "string", secret: true },
            devices: { type: "array", items: { $ref: "#/types/vfio:index:ThingDevices" } },
            files: { additionalProperties: { $ref: "#/types/vfio:index:ThingFiles" } },
          },
          required: ["name", "size", "serial"],
          properties: { serial: { type: "string" }, token: { secret: true } },
        },
      },
      functions: { "vfio:index:lookUp": { inputs: { required: ["key"] }, outputs: { required: ["value"] } } },
      types: {
        "vfio:index:ThingDevices": {
          type: "object",
          required: ["address"],
          properties: { mode: { $ref: "#/types/vfio:index:ThingDevicesMode" } },
        },
        "vfio:index:ThingDevicesMode": { type: "string", enum: [{ value: "shared" }, { value: "alone" }] },
      },
    });
  });

  test("talks to the engine that attaches, and does not fail when that is gone", async () => {
    const { call, engine } = await start({
      read: async ({ log }) => {
        log("info", "read");
        return undefined;
      },
    });
    const other = await startFakeEngine();
    const request = new pluginMessages.PluginAttach();
    request.setAddress(other.address);
    await answerOf((done) => call.raw.attach(request, done));
    await call.read("Thing", "i");
    expect([engine.text(), other.text()]).toEqual(["", "read"]);
    other.stop();
    expect((await call.read("Thing", "i")).id).toBe("");
  });

  test("answers what it does not do with UNIMPLEMENTED", async () => {
    const { call } = await start({});
    const failure = await failureOf(
      answerOf((done) => call.raw.getMapping(new providerMessages.GetMappingRequest(), done)),
    );
    expect(failure.code).toBe(12);
  });
});

describe("invoke", () => {
  test("runs a function", async () => {
    const { call } = await start({});
    expect(await call.invoke("lookUp", { key: "a" })).toEqual({ result: { value: "a!" }, failures: [] });
  });

  test("names wrong arguments, and functions that are not there", async () => {
    const { call } = await start({});
    expect((await call.invoke("lookUp", { kei: "a" })).failures).toEqual([
      [
        "",
        "The arguments of lookUp are wrong:\n  key: is missing, expected string\n  kei: there is no such property; did you mean key?",
      ],
    ]);
    const failure = await failureOf(call.invoke("lookup", {}));
    expect(failure.message).toBe("There is no function vfio:index:lookup.");
  });
});
