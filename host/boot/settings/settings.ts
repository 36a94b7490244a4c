import { type AcsOverride, acsOverride } from "./acs-override.ts";
import { type Contribution, contribution } from "./contribution.ts";
import { type KvmOptions, kvmOptions, type VfioPciOptions, vfioPciOptions } from "./driver-options.ts";
import { type HugePages, hugePages } from "./huge-pages.ts";
import { isolateCpus } from "./isolate-cpus.ts";
import type { SettingsFacts } from "./setting-facts.ts";

/** The typed kernel settings of a boot configuration; all may be absent. */
export interface KernelSettings {
  readonly hugepages?: HugePages | undefined;
  readonly isolateCpus?: string | undefined;
  readonly kvm?: KvmOptions | undefined;
  readonly vfioPci?: VfioPciOptions | undefined;
  readonly acsOverride?: AcsOverride | undefined;
  readonly allowUnknownAcsPatch?: boolean | undefined;
}

/** What the settings add to a boot configuration of this host, and everything that speaks against them. */
export function contributionOf(settings: KernelSettings, facts: SettingsFacts): Contribution {
  const {
    hugepages,
    isolateCpus: cpus,
    kvm,
    vfioPci,
    acsOverride: acs,
    allowUnknownAcsPatch = false,
  } = settings;
  const parts = [
    ...(hugepages === undefined ? [] : [hugePages(hugepages, facts)]),
    ...(cpus === undefined ? [] : [isolateCpus(cpus, facts)]),
    ...(kvm === undefined ? [] : [kvmOptions(kvm, facts)]),
    ...(vfioPci === undefined ? [] : [vfioPciOptions(vfioPci, facts)]),
    ...(acs === undefined ? [] : [acsOverride(acs, facts, allowUnknownAcsPatch)]),
  ];
  return contribution({
    commandLine: Object.assign({}, ...parts.map(({ commandLine }) => commandLine)),
    moduleOptions: Object.assign({}, ...parts.map(({ moduleOptions }) => moduleOptions)),
    problems: parts.flatMap(({ problems }) => problems),
    warnings: parts.flatMap(({ warnings }) => warnings),
  });
}
