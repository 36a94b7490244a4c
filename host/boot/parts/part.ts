import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import type { Observation } from "../../model/facts/observation.ts";
import type { HostConnection } from "../../model/host-connection.ts";
import type { LoaderKind } from "../loaders/contract/loader.ts";
import type { ApplyOptions } from "../transaction/transact.ts";

/** One thing to be done, as data. */
export interface Change {
  readonly kind: string;
}

/** What a change is described with. */
export interface Preview {
  readonly wanted: WantedBoot;
  readonly bootLoader: LoaderKind;
  readonly reboot: "auto" | "manual";
  /** How the reboot is made, a line each. */
  readonly how: readonly string[];
}

/** Facts from which an undo follows. */
export type UndoFacts = Pick<BootFacts, "managed" | "bootLoader" | "sysctl" | "pci">;

/** What one kind of change does in an undo. */
export interface Undo<Own extends Change> {
  /** Instructions for the undo script. */
  readonly instructions?: readonly string[];
  /** What was found changed by others, for the user. */
  readonly remarks?: readonly string[];
  /** What is done in the running system after the script. */
  readonly atOnce?: readonly Own[];
}

/**
 * One kind of change, with all that is its own. A file of host/boot/parts has one, and `parts.ts` lists it;
 * the sums (plan, preview, instructions, verification, comparison, room, undo) ask every part about its own
 * changes.
 */
export interface Part<Own extends Change> {
  readonly kind: Own["kind"];
  /** Whether later boots read what it changes: such a change is tried before it becomes permanent. */
  readonly changesBoot: boolean;
  /** Whether the preview shows it before the kernel command line. */
  readonly isShownFirst: boolean;
  /** The property of HostKernel under which a difference is shown; absent when another one shows it. */
  readonly property?: string;
  /**
   * Kilobytes that it may need on /boot beyond what is free now, because it is written beside the old one.
   * Default 0.
   */
  readonly kilobytes?: number;
  /** Whether boot entries are written with it. Default false. */
  readonly writesEntries?: boolean;
  /** An instruction that is given once, before all others, when there is such a change. */
  readonly announced?: string;
  /**
   * What is to be done on a host; empty when it is as declared. `earlier`: what the parts before it in the
   * list have planned.
   */
  plan(facts: BootFacts, wanted: WantedBoot, earlier: readonly Change[]): readonly Own[];
  /** The change in words, for the preview. */
  describe(change: Own, preview: Preview): readonly string[];
  /**
   * What is to be read before the rest of a preview: without the change, the host may not boot. Default none.
   */
  dangers?(change: Own, wanted: WantedBoot): readonly string[];
  /** Whether the bind script, or what binds in its place, gets into a boot by it. Default false. */
  delivers?(change: Own): boolean;
  /** Instructions for the transaction script; absent when nothing is stored. */
  instructions?(change: Own, facts: BootFacts, wanted: WantedBoot): readonly string[];
  /**
   * Does all such changes in the running system, after what is stored. Throws a HostError with those that
   * failed.
   */
  applyAtOnce?(connection: HostConnection, changes: readonly Own[], options: ApplyOptions): Promise<void>;
  /** What did not take, when such a change is planned again after it was carried out. */
  unmet(change: Own): readonly string[];
  /** Where there is no room for it, apart from `kilobytes`. Default none. */
  withoutRoom?(change: Own, facts: Pick<Observation, "managed">): readonly string[];
  /** Its share in an undo of everything; absent when it follows from other parts. */
  undo?(facts: UndoFacts): Undo<Own>;
}

/** The changes of one part among those of all. */
export function changesOf<Own extends Change>(
  { kind }: Part<Own>,
  changes: readonly Change[],
): readonly Own[] {
  return changes.filter((change): change is Own => change.kind === kind);
}
