import type { z } from "zod";
import type { HostSession } from "../../host/session.ts";

/** What a resource's operation may use. */
export interface OperationContext {
  readonly urn: string;
  /** The host that this provider instance is configured for. */
  readonly host: HostSession;
  /** Aborted when the engine cancels. */
  readonly signal: AbortSignal;
  /** Shows a message, which may have several lines, under the resource's diagnostics. */
  readonly log: (severity: "info" | "warning", message: string) => void;
  /** Shows what is going on now: live on a terminal, as plain lines elsewhere. */
  readonly status: (message: string) => void;
}

/** A changed property: its path (`commandLine.iommu`, `files["/etc/x"]`) and how it changes. */
export interface PropertyChange {
  readonly path: string;
  readonly kind: "add" | "update" | "delete";
  /** Whether it makes a new resource of it, after the old one was deleted. Default false. */
  readonly replace?: boolean;
}

/** A resource as it is on the host. */
export interface Found<Inputs, State> {
  readonly id: string;
  /** The inputs that would describe what was found. */
  readonly inputs: Inputs;
  readonly state: State;
  /** Why the thing is incomplete; with any, the engine calls update next time. */
  readonly unfinished?: readonly string[];
}

/**
 * A kind of resource. `Inputs` is what users declare, completed by `check`; `State` is what is kept: the
 * inputs as applied and the outputs, flat. Operations throw: an error whose message is for the user, or
 * `PartlyDone` to keep what exists. With `preview` nothing may be changed; the result is the expected state,
 * where what is not known yet is left out, and what is undefined will not be there. Every create must be
 * idempotent: a run that was cut off calls it again.
 */
export interface ResourceType<Inputs extends object, State extends object> {
  /** The name in the type token `vfio:index:<name>`. */
  readonly name: string;
  /** One paragraph for the schema. */
  readonly description: string;
  /** Declared inputs: a strict object, every property with `.describe()`. */
  readonly inputs: z.ZodObject;
  /** Properties of the state beyond the inputs, every one with `.describe()`. */
  readonly outputs: z.ZodObject;
  /** What stands for inputs that are not known yet in a preview, so that the rest can be shown. */
  readonly assumed?: Readonly<Partial<Inputs>>;
  /** Inputs and outputs that are stored encrypted and shown as [secret]. */
  readonly secrets?: readonly string[];
  /**
   * Completes valid inputs with what follows from the host, also by properties of `outputs`, which users
   * cannot set; throws to refuse. `olds` are the last applied inputs. Default: the inputs as they are. Like
   * all operations it never sees unknown values: with one among the inputs it is not asked, and a preview
   * shows only which of the declared inputs differ.
   */
  readonly check?: (context: OperationContext, news: Inputs, olds: Inputs | undefined) => Promise<Inputs>;
  /**
   * Compares the state (as `read` has refreshed it) with the inputs, and may log a readable plan: the same
   * message shows once, and none when it is asked by a refresh.
   */
  readonly diff: (
    context: OperationContext,
    state: State,
    news: Inputs,
  ) => Promise<readonly PropertyChange[]>;
  readonly create: (context: OperationContext, news: Inputs, preview: boolean) => Promise<Created<State>>;
  /** `undefined` when the thing is gone for certain. Without a `state` the id comes from `pulumi import`. */
  readonly read: (
    context: OperationContext,
    id: string,
    state: State | undefined,
  ) => Promise<Found<Inputs, State> | undefined>;
  readonly update: (
    context: OperationContext,
    id: string,
    state: State,
    news: Inputs,
    preview: boolean,
  ) => Promise<Partial<State>>;
  readonly delete: (context: OperationContext, id: string, state: State) => Promise<void>;
}

export interface Created<State> {
  /** Empty in a preview. */
  readonly id: string;
  readonly state: Partial<State>;
}

/**
 * The thing exists but is not as it should be: its state is kept, and the next `up` goes on with an update.
 */
export class PartlyDone extends Error {
  override readonly name = "PartlyDone";
  readonly id: string;
  readonly state: object;
  readonly reasons: readonly string[];

  constructor(options: { id: string; state: object; reasons: readonly string[]; cause?: unknown }) {
    const { id, state, reasons, cause } = options;
    super(reasons.join("\n"), cause === undefined ? undefined : { cause });
    this.id = id;
    this.state = state;
    this.reasons = reasons;
  }
}
