import { expect } from "vitest";
import { CallFailed, type Values } from "../driver/provider-calls.ts";
import { expectEnd, type Start } from "./end.ts";
import { expectMenu, expectNamed } from "./expectations.ts";
import type { StateHost } from "./host.ts";
import { changedPaths, manifestOf } from "./manifest.ts";
import { meddleAll } from "./meanwhile.ts";
import { menuOf } from "./menu.ts";
import { type Named, namedBy, nothing, saysReboot, warnsOfIsolation } from "./named.ts";
import { command } from "./provider.ts";
import { refusalOf } from "./refusals.ts";
import type { Declared, Scenario } from "./state.ts";
import { sysctlsOf } from "./sysctls.ts";

/** How the cycle of a state ended. */
export type Outcome =
  | { readonly kind: "applied"; readonly changed: number }
  | { readonly kind: "refused"; readonly reason: string };

const TYPE = "HostKernel";

/** A resource as the engine keeps it. */
interface Kept {
  readonly id: string;
  readonly properties: Values;
  readonly news: Values;
}

/**
 * Preview, up, preview and up again, what others do meanwhile, destroy; throws where a promise is not kept. A
 * state that is refused must be refused by the preview, and untouched.
 */
export async function runCycle(host: StateHost, scenario: Scenario): Promise<Outcome> {
  const { declared, second, meanwhile } = scenario;
  const inputs = inputsOf(declared);
  const start = seen(host, scenario);
  const preview = await command(host.settings, async (call) => {
    const checked = await call.check(TYPE, inputs);
    expect(checked.failures).toEqual([]);
    await call.create(TYPE, checked.inputs, true);
  }).catch(refusal);
  expectUntouched(host, start, "changed by the preview");
  if (preview instanceof CallFailed) {
    expect(preview.message).toMatch(refusalOf(scenario));
    return { kind: "refused", reason: reasonOf(preview.message) };
  }
  expect(warnsOfIsolation(preview.messages)).toBe(declared.acsOverride !== undefined);

  const up = await command(host.settings, async (call): Promise<Kept> => {
    const { inputs: news } = await call.check(TYPE, inputs);
    return { news, ...(await call.create(TYPE, news)) };
  });
  expect(up.result.properties.rebootRequired).toBe(saysReboot(preview.messages));
  expectDone(host, scenario, namedBy(preview.messages), start, {
    before: false,
    after: hasOverlay(up.result),
  });
  const applied = seen(host, scenario);

  const again = await command(host.settings, async (call) => {
    const { id, properties, news } = up.result;
    const read = await call.read(TYPE, id, properties, news);
    expect(read.id).toBe(id);
    const checked = await call.check(TYPE, inputs, news);
    expect(checked.failures).toEqual([]);
    const { changes, detailed } = await call.diff(TYPE, read.properties, checked.inputs);
    expect({ changes, detailed }, "the second preview").toEqual({ changes: "none", detailed: {} });
    await call.update(TYPE, id, read.properties, checked.inputs);
  });
  expect(namedBy(again.messages), "named by the second preview").toEqual(nothing);
  expectUntouched(host, applied, "changed by the second up");

  const last = await changeTo(host, scenario, up.result, second);
  const theirs = await meddleAll(host, meanwhile, scenario.state);
  const meddled = manifestOf(host.root);
  await command(host.settings, (call) => call.delete(TYPE, last.id, last.properties));
  await expectEnd(host, scenario, { start, meddled, theirs, hadOverlay: hasOverlay(last) });
  return { kind: "applied", changed: changedPaths(start.files, applied.files).length };
}

/**
 * Previews and brings about another declaration, if there is one; returns what is kept. One that is refused
 * changes nothing.
 */
async function changeTo(
  host: StateHost,
  scenario: Scenario,
  kept: Kept,
  declared: Declared | undefined,
): Promise<Kept> {
  if (declared === undefined) return kept;
  const before = seen(host, scenario);
  const preview = await command(host.settings, async (call) => {
    const read = await call.read(TYPE, kept.id, kept.properties, kept.news);
    const checked = await call.check(TYPE, inputsOf(declared), kept.news);
    const { changes } = await call.diff(TYPE, read.properties, checked.inputs);
    return { olds: read.properties, news: checked.inputs, changes };
  }).catch(refusal);
  expectUntouched(host, before, "changed by the preview of the change");
  if (preview instanceof CallFailed) {
    expect(preview.message).toMatch(refusalOf({ ...scenario, declared }));
    return kept;
  }
  expect(warnsOfIsolation(preview.messages)).toBe(declared.acsOverride !== undefined);
  const { olds, news, changes } = preview.result;
  const updated = await command(host.settings, (call) => call.update(TYPE, kept.id, olds, news));
  const changed = { id: kept.id, properties: updated.result.properties, news };
  const named = namedBy(preview.messages);
  expectDone(host, scenario, named, before, { before: hasOverlay(kept), after: hasOverlay(changed) });
  if (changes === "none") expect(named).toEqual(nothing);
  return changed;
}

/** All that was named has changed since, and nothing else has. */
function expectDone(
  host: StateHost,
  scenario: Scenario,
  named: Named,
  before: Start,
  overlay: { readonly before: boolean; readonly after: boolean },
): void {
  const after = seen(host, scenario);
  expectNamed(named, before.menu, before.files, after.files);
  expectMenu(named, before.menu, after.menu, overlay);
  expect(after.sysctls, "kernel settings that are set at once").toEqual({
    ...before.sysctls,
    ...named.sysctl,
  });
}

function expectUntouched(host: StateHost, before: Start, what: string): void {
  expect(changedPaths(before.files, manifestOf(host.root)), what).toEqual([]);
  expect(sysctlsOf(host.root), what).toEqual(before.sysctls);
}

function seen({ root }: StateHost, { state }: Scenario): Start {
  return { files: manifestOf(root), menu: menuOf(root, state), sysctls: sysctlsOf(root) };
}

function hasOverlay({ properties }: Kept): boolean {
  return properties.overlay !== undefined;
}

/** Without what was not declared. */
function inputsOf(declared: Declared): Values {
  const set = Object.entries(declared).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(set) as Values), allowUnknownLifelines: true, reboot: "manual" };
}

/** What was found, in one line. */
function reasonOf(message: string): string {
  const [, found = message] = /Found:\s+(.*?)(?:\nNext:|$)/s.exec(message) ?? [];
  return found.split("\n")[0] ?? found;
}

function refusal(error: unknown): CallFailed {
  if (error instanceof CallFailed) return error;
  throw error;
}
