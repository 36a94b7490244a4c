import type { z } from "zod";
import type { KernelArguments } from "../../model/command-line/arguments.ts";
import type { Observation } from "../../model/facts/observation.ts";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import type { FactReader } from "../../read/engine/fact-reader.ts";
import type { Contribution } from "./contribution.ts";

/** Properties of HostKernel that belong to one setting: zod schemas with a description, all optional. */
export type SettingShape = Readonly<Record<string, z.ZodType>>;

/** Values of such properties. */
export type SettingValues<Shape extends SettingShape> = {
  readonly [Name in keyof Shape]?: z.output<Shape[Name]>;
};

/** What decides whether a setting can be had on a host. */
export interface SettingFacts extends Pick<Observation, "kernel" | "managed" | "pci" | "sysctl"> {
  readonly bootLoader: Pick<Observation["bootLoader"], "entries">;
  /** The functions that are passed through. */
  readonly functions: readonly PciDevice[];
}

/** What was written to a host, as an import finds it. */
export interface WrittenBoot {
  readonly files: Readonly<Record<string, string>>;
  readonly commandLine: KernelArguments;
}

/** What the preflight has to know of settings. */
export interface SettingConsequences {
  /** Bytes that the next boot sets aside in large pages; absent = what is set aside now. */
  readonly hugePageBytes?: number | undefined;
  /** Whether the graphics of an Intel processor are left out of the IOMMU. */
  readonly igfxOff?: boolean | undefined;
  /** The settings that keep the functions from sleeping without power, as they are declared. */
  readonly keptAwake?: readonly string[] | undefined;
}

/**
 * One typed kernel setting, with all that is its own. A file of host/boot/settings has one: its properties
 * are published, checked, contributed and found again without any other place naming them.
 */
export interface Setting<Shape extends SettingShape = SettingShape, Asked = unknown> {
  readonly properties: Shape;
  /** What it adds to the boot configuration of this host. Called only when one of its properties is set. */
  contribute(values: SettingValues<Shape>, facts: SettingFacts, asked: Asked | undefined): Contribution;
  /**
   * A question to the host beyond the observation, asked only when the answer matters; the answer is `asked`.
   */
  ask?(values: SettingValues<Shape>): FactReader<Asked> | undefined;
  /** Names of sysctl values that the observation must have. */
  sysctlNames?(values: SettingValues<Shape>): readonly string[];
  /** What follows for the preflight. */
  consequences?(values: SettingValues<Shape>): SettingConsequences;
  /**
   * The values in what was written. Absent for a setting that an import shows among arguments and module
   * options.
   */
  found?(written: WrittenBoot): SettingValues<Shape>;
}

/** Lets the compiler infer the types of a setting from its properties. */
export function setting<const Shape extends SettingShape, Asked = unknown>(
  definition: Setting<Shape, Asked>,
): Setting<Shape, Asked> {
  return definition;
}
