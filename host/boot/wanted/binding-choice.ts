import type { Delivery } from "../../model/boot/delivery.ts";
import type { Observation } from "../../model/facts/observation.ts";
import type { SupportProblem } from "../../model/problem.ts";
import type { InitramfsTool } from "../tools/tool.ts";

/** How functions are to be bound at boot, as the user declares it. */
export type AskedBinding = "auto" | Delivery;

/** How it gets there. */
export interface Binding {
  readonly delivery: Delivery;
  /** The choice and its reason, in words for the user. */
  readonly because: string;
  /** The tool whose images are rebuilt: with the script in them, or so that they load vfio-pci early. */
  readonly tool?: InitramfsTool | undefined;
  /** Whether the initramfs has to load vfio-pci, which is a module, before other drivers; with `ids` only. */
  readonly loadsEarly?: boolean | undefined;
  /** Why it cannot be had. */
  readonly problems: readonly SupportProblem[];
}

/** What decides. */
export type BindingFacts = IdsFacts &
  Pick<Observation, "initramfs"> & { readonly kernel: Pick<Observation["kernel"], "installed"> };

/** What decides whether functions can be bound by their ids. */
export type IdsFacts = Pick<Observation, "bootLoader" | "managed" | "pci">;
