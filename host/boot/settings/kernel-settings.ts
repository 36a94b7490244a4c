import type { z } from "zod";
import type { FactReader } from "../../read/engine/fact-reader.ts";
import { type Contribution, sumOf } from "../contribution/contribution.ts";
import type { Setting, SettingConsequences, SettingFacts, WrittenBoot } from "../contribution/setting.ts";
import { settingProperties, settings } from "./all-settings.ts";

/** The typed kernel settings of a boot configuration; all may be absent. */
export type KernelSettings = {
  readonly [Name in keyof typeof settingProperties]?: z.output<(typeof settingProperties)[Name]>;
};

/** Puts a setting's own question to the host. */
export type AskHost = <T>(reader: FactReader<T>) => Promise<T>;

/** What the settings add to a boot configuration of this host, and everything that speaks against them. */
export async function contributionOf(
  values: KernelSettings,
  facts: SettingFacts,
  ask: AskHost,
): Promise<Contribution> {
  const parts = setOnes(values).map(async (setting) => {
    const question = setting.ask?.(values);
    return setting.contribute(values, facts, question && (await ask(question)));
  });
  return sumOf(await Promise.all(parts));
}

/** Names of the sysctl values that the settings need to know. */
export function sysctlNamesOf(values: KernelSettings): readonly string[] {
  return setOnes(values).flatMap((setting) => setting.sysctlNames?.(values) ?? []);
}

/** What the settings mean to the preflight. */
export function consequencesOf(values: KernelSettings): SettingConsequences {
  return Object.assign({}, ...setOnes(values).map((setting) => setting.consequences?.(values)));
}

/** The settings in what was written to a host, for an import. */
export function foundSettings(written: WrittenBoot): KernelSettings {
  return Object.assign({}, ...settings.map((setting: Setting) => setting.found?.(written)));
}

/** The settings among other inputs. */
export function settingsAmong<Inputs extends KernelSettings>(
  inputs: Inputs,
): Pick<Inputs, keyof Inputs & keyof KernelSettings> {
  const names = Object.keys(settingProperties);
  const among = Object.entries(inputs).filter(([name]) => names.includes(name));
  return Object.fromEntries(among) as Pick<Inputs, keyof Inputs & keyof KernelSettings>;
}

function setOnes(values: KernelSettings): readonly Setting[] {
  const given: Readonly<Record<string, unknown>> = values;
  return settings.filter(({ properties }) =>
    Object.keys(properties).some((name) => given[name] !== undefined),
  );
}
