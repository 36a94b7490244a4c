import type { Observation } from "../../model/facts/observation.ts";

/** What decides whether a setting can be had on a host. */
export interface SettingsFacts extends Pick<Observation, "kernel" | "managed"> {
  readonly bootLoader: Pick<Observation["bootLoader"], "entries">;
  /** Read only when `acsOverride` is set. */
  readonly acsPatch?: AcsPatch | undefined;
}

/** Whether kernels have the ACS override patch, by release; what is not in it could not be told. */
export type AcsPatch = Readonly<Record<string, boolean>>;
