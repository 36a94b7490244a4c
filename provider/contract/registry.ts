import type { InvokeType } from "./invoke.ts";
import type { ResourceType } from "./resource.ts";

/** Everything the provider serves. */
export interface Registry {
  // biome-ignore lint/suspicious/noExplicitAny: resource types of any inputs and state
  readonly resources: readonly ResourceType<any, any>[];
  // biome-ignore lint/suspicious/noExplicitAny: invokes of any inputs and outputs
  readonly invokes: readonly InvokeType<any, any>[];
}
