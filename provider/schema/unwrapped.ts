import { z } from "zod";

/**
 * A schema without what only says whether a value may be absent, or what is done before it is checked. A
 * codec is what it is.
 */
export function unwrapped(schema: unknown): unknown {
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly;
  if (wrapped) return unwrapped(schema.unwrap());
  return schema instanceof z.ZodPipe && !(schema instanceof z.ZodCodec) ? unwrapped(schema.in) : schema;
}
