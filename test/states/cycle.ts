import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { CallFailed, type Values } from "../driver/provider-calls.ts";
import { expectMenu, expectNamed } from "./expectations.ts";
import type { StateHost } from "./host.ts";
import { meddle } from "./ingredients.ts";
import { changedPaths, type Manifest, manifestOf } from "./manifest.ts";
import { entriesOf } from "./menu.ts";
import { type Named, namedBy } from "./named.ts";
import { command } from "./provider.ts";
import { refusalOf } from "./refusals.ts";
import type { Declared, Meanwhile, Scenario } from "./state.ts";

/** How the cycle of a state ended. */
export type Outcome =
  | { readonly kind: "applied"; readonly changed: number }
  | { readonly kind: "refused"; readonly reason: string };

const TYPE = "HostKernel";
const MENU = "/boot/grub/grub.cfg";
const DROP_IN = "/etc/default/grub.d/90-pulumi-vfio.cfg";
/**
 * Preview, up, preview and up again, what others do meanwhile, destroy; throws where a promise is not kept. A state that is refused must be
 * refused by the preview, and untouched.
 */
export async function runCycle(host: StateHost, scenario: Scenario): Promise<Outcome> {
  const { state, declared, second, meanwhile } = scenario;
  const inputs = inputsOf(declared);
  const start = manifestOf(host.root);
  const preview = await command(host.settings, async (call) => {
    const checked = await call.check(TYPE, inputs);
    expect(checked.failures).toEqual([]);
    await call.create(TYPE, checked.inputs, true);
  }).catch(refusal);
  expect(changedPaths(start, manifestOf(host.root)), "changed by the preview").toEqual([]);
  if (preview instanceof CallFailed) {
    expect(preview.message).toMatch(refusalOf(scenario));
    return { kind: "refused", reason: reasonOf(preview.message) };
  }

  const named = namedBy(preview.messages);
  const menuBefore = menuOf(host);
  const up = await command(host.settings, async (call) => {
    const { inputs: news } = await call.check(TYPE, inputs);
    return { news, ...(await call.create(TYPE, news)) };
  });
  const applied = manifestOf(host.root);
  expectNamed(named, start, applied);
  expectMenu(named, entriesOf(menuBefore), entriesOf(menuOf(host)), ["/boot/vfio/early.cpio"]);

  await command(host.settings, async (call) => {
    const { id, properties, news } = up.result;
    const read = await call.read(TYPE, id, properties, news);
    expect(read.id).toBe(id);
    const checked = await call.check(TYPE, inputs, news);
    expect(checked.failures).toEqual([]);
    const { changes, detailed } = await call.diff(TYPE, read.properties, checked.inputs);
    expect({ changes, detailed }, "the second preview").toEqual({ changes: "none", detailed: {} });
    await call.update(TYPE, id, read.properties, checked.inputs);
  }).then(({ messages }) => expect(namedBy(messages), "named by the second preview").toEqual(nothing));
  expect(changedPaths(applied, manifestOf(host.root)), "changed by the second up").toEqual([]);

  const properties = await changeTo(host, up.result, second);
  const theirs = await meddleAll(host, meanwhile, state);
  const meddled = manifestOf(host.root);
  await command(host.settings, (call) => call.delete(TYPE, up.result.id, properties));
  const end = manifestOf(host.root);
  const expected = await expectedEnd(host, { start, meddled, theirs, meanwhile });
  expect(changedPaths(expected, end), "not restored by the destroy").toEqual([]);
  return { kind: "applied", changed: changedPaths(start, applied).length };
}

/** Previews and brings about another declaration, if there is one; returns the state that is kept. One that is refused changes nothing. */
async function changeTo(
  host: StateHost,
  { id, properties, news }: { readonly id: string; readonly properties: Values; readonly news: Values },
  declared: Declared | undefined,
): Promise<Values> {
  if (declared === undefined) return properties;
  const [before, menuBefore] = [manifestOf(host.root), menuOf(host)];
  const preview = await command(host.settings, async (call) => {
    const read = await call.read(TYPE, id, properties, news);
    const checked = await call.check(TYPE, inputsOf(declared), news);
    const { changes } = await call.diff(TYPE, read.properties, checked.inputs);
    return { olds: read.properties, news: checked.inputs, changes };
  }).catch(refusal);
  expect(changedPaths(before, manifestOf(host.root)), "changed by the preview of the change").toEqual([]);
  if (preview instanceof CallFailed) return properties;
  const { result, messages } = preview;
  const updated = await command(host.settings, (call) => call.update(TYPE, id, result.olds, result.news));
  const after = manifestOf(host.root);
  const named = namedBy(messages);
  expectNamed(named, before, after);
  expectMenu(named, entriesOf(menuBefore), entriesOf(menuOf(host)), []);
  if (result.changes === "none") expect(named).toEqual(nothing);
  return updated.result.properties;
}

function inputsOf(declared: Declared): Values {
  return { ...declared, allowUnknownLifelines: true, reboot: "manual" };
}

/** Returns the paths that others have changed. */
async function meddleAll(
  host: StateHost,
  meanwhile: readonly Meanwhile[],
  state: Scenario["state"],
): Promise<readonly string[]> {
  const theirs: string[] = [];
  for (const one of meanwhile) {
    theirs.push(...meddle(host.root, one, state).map((path) => `/${path}`));
    if (one === "new-kernel")
      await host.exec(
        "depmod 6.13.0-1-amd64 && /etc/kernel/postinst.d/pulumi-vfio 6.13.0-1-amd64 && update-grub 2>/dev/null",
      );
    if (one === "update-grub") await host.exec("update-grub 2>/dev/null");
  }
  return theirs;
}

/**
 * The start with what others did: their files as they left them, of our drop-in their lines. The menu is the start's, unless what it is
 * made from was changed: then it is what grub-mkconfig makes of it now.
 */
async function expectedEnd(
  host: StateHost,
  {
    start,
    meddled,
    theirs,
    meanwhile,
  }: {
    readonly start: Manifest;
    readonly meddled: Manifest;
    readonly theirs: readonly string[];
    readonly meanwhile: readonly Meanwhile[];
  },
): Promise<Manifest> {
  const expected = new Map(start);
  for (const path of theirs) expected.set(path, meddled.get(path) ?? "");
  if (theirs.includes(DROP_IN)) expected.set(DROP_IN, `100644 0:0 ${sha256("GRUB_TIMEOUT=7\n")}`);
  const sources: readonly Meanwhile[] = ["new-kernel", "edit-grub", "drop-in", "our-drop-in"];
  if (meanwhile.some((one) => sources.includes(one))) {
    const mode = (start.get(MENU) ?? "").split(" ").slice(0, 2).join(" ");
    expected.set(MENU, `${mode} ${sha256(await freshMenu(host))}`);
  }
  return expected;
}

/** The menu that grub-mkconfig would make now. */
function freshMenu(host: StateHost): Promise<string> {
  return host.exec("grub-mkconfig 2>/dev/null");
}

function menuOf(host: StateHost): string {
  return readFileSync(join(host.root, MENU), "utf8");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const nothing: Named = { files: [], added: [], removed: [], late: { added: [], removed: [] } };

/** What was found, in one line. */
function reasonOf(message: string): string {
  const [, found = message] = /Found:\s+(.*?)(?:\nNext:|$)/s.exec(message) ?? [];
  return found.split("\n")[0] ?? found;
}

function refusal(error: unknown): CallFailed {
  if (error instanceof CallFailed) return error;
  throw error;
}
