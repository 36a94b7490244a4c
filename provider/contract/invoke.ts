import type { z } from "zod";
import type { OperationContext } from "./resource.ts";

/** What an invoke may use: an operation's context, without a resource. */
export type InvokeContext = Omit<OperationContext, "urn">;

/** A function that programs call, also during preview, to learn something; it changes nothing. */
export interface InvokeType<Inputs extends object, Outputs extends object> {
  /** The name in the token `vfio:index:<name>`, and of the function that users import. */
  readonly name: string;
  /** One paragraph for the schema. */
  readonly description: string;
  /** A strict object, every property with `.describe()`. */
  readonly inputs: z.ZodObject;
  /** Every property with `.describe()`. */
  readonly outputs: z.ZodObject;
  /**
   * Throws what users are to read; what it returns may have no undefined values that matter: they are left
   * out.
   */
  readonly run: (context: InvokeContext, inputs: Inputs) => Promise<Outputs>;
}
