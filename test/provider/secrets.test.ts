import { describe, expect, test } from "vitest";
import { HostError } from "../../host/model/errors.ts";
import { PartlyDone } from "../../provider/contract/resource.ts";
import { failureOf, type Values } from "../driver/provider-calls.ts";
import { start } from "./started.ts";

/** With a quote, so that quoted forms differ; of a length that base64 pads. */
const CANARY = 'cänary\'s "tale" & 42';
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const marked = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: CANARY };

/** What a careless author might print of a secret. */
const leaks: Record<string, string> = {
  plain: CANARY,
  "shell-quoted": `echo '${CANARY.replaceAll("'", `'\\''`)}'`,
  JSON: JSON.stringify({ password: CANARY }),
  base64: Buffer.from(CANARY).toString("base64"),
  "base64 inside a longer text": Buffer.from(`user:${CANARY}:x`).toString("base64"),
  "base64 of two letters before it": Buffer.from(`u:${CANARY}`).toString("base64"),
  base64url: Buffer.from(`??>${CANARY}`).toString("base64url"),
  URL: `https://x/?password=${encodeURIComponent(CANARY)}`,
  XML: `<passwd>${CANARY.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}</passwd>`,
};

/** Whether a piece of the secret that nobody would write by chance is in a text. */
function shows(text: string): boolean {
  const encoded = Buffer.from("nary's").toString("base64").slice(0, 8);
  return ["nary", "tale", encoded].some((piece) => text.includes(piece));
}

/** The ways in which the provider comes to know a secret. */
const sources: { title: string; settings: Values; news: Values }[] = [
  { title: "a connection password", settings: { host: "ws1", password: CANARY }, news: { name: "a" } },
  {
    title: "a setting that the stack marks",
    settings: { host: "ws1", identityFile: marked },
    news: { name: "a" },
  },
  { title: "a secret input", settings: { host: "ws1" }, news: { name: "a", password: CANARY } },
];

describe.for(sources)("$title", ({ settings, news }) => {
  test.for(Object.keys(leaks))("is not shown when it is %s", async (form) => {
    const leak = leaks[form] ?? "";
    expect(shows(leak) || form.startsWith("base64")).toBe(true);
    const { call, engine } = await start(
      {
        diff: async ({ log, status }) => {
          log("info", `plan\n  with ${leak}`);
          status(`doing ${leak}`);
          return [];
        },
        create: async () => {
          throw new HostError({ what: "It failed", found: leak });
        },
        update: async (_context, id) => {
          throw new PartlyDone({ id, state: {}, reasons: [`half of ${leak}`] });
        },
        delete: async () => {
          throw new Error(`bug with ${leak}`);
        },
      },
      { settings },
    );
    await call.check("Thing", news);
    await call.diff("Thing", {}, news);
    const created = await failureOf(call.create("Thing", news));
    const updated = await failureOf(call.update("Thing", "i", {}, news));
    const deleted = await failureOf(call.delete("Thing", "i", news));
    const text = [
      engine.text(),
      created.message,
      updated.message,
      updated.incomplete?.reasons,
      deleted.message,
    ];
    expect(engine.lines).toHaveLength(2);
    expect(shows(text.join("\n"))).toBe(false);
    expect(text.join("\n").match(/\[secret\]/g)?.length).toBe(6);
  });
});

test("a secret is not in the problems of a check", async () => {
  const { call } = await start({}, { settings: null });
  const config = await call.checkConfig({ host: `x ${CANARY}`, password: CANARY, [CANARY]: 1 });
  expect(config.failures).toHaveLength(1);
  expect(shows(JSON.stringify(config.failures))).toBe(false);
  const check = await call.check("Thing", { name: 1, password: CANARY, [CANARY]: 1 });
  expect(shows(JSON.stringify(check.failures))).toBe(false);
});

test("a short secret only goes where it stands alone", async () => {
  const { call } = await start(
    {
      delete: async () => {
        throw new HostError({ what: "The operation of ops failed, with ops" });
      },
    },
    { settings: { host: "ws1", sudoPassword: "ops" } },
  );
  const { message } = await failureOf(call.delete("Thing", "i"));
  expect(message).toBe("The operation of [secret] failed, with [secret].");
});
