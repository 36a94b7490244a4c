import { z } from "zod";

/** How types are written down in one place of the SDK. */
export interface TypeStyle {
  /**
   * The type of a value inside a list or a map: `pulumi.Input<…>` where another resource may give it.
   */
  readonly inner: (type: string) => string;
  /** The text that refers to an object type, which has a name. */
  readonly named: (schema: z.core.$ZodObject) => string;
}

/**
 * The type of the values that users write for a schema, in TypeScript; that of a codec is its wire side.
 * Throws for a schema without one.
 */
export function typeText(schema: z.core.$ZodType, style: TypeStyle): string {
  const bare = unwrapped(schema);
  if (bare instanceof z.core.$ZodObject) return style.named(bare);
  if (bare instanceof z.core.$ZodArray) return listOf(typeText(bare._zod.def.element, style), style);
  if (bare instanceof z.core.$ZodRecord) {
    return `Readonly<Record<string, ${style.inner(typeText(bare._zod.def.valueType, style))}>>`;
  }
  if (bare instanceof z.core.$ZodUnion) {
    return bare._zod.def.options.map((option) => typeText(option, style)).join(" | ");
  }
  if (bare instanceof z.core.$ZodEnum) return literals(Object.values(bare._zod.def.entries));
  if (bare instanceof z.core.$ZodLiteral) return literals(bare._zod.def.values);
  return primitive(bare);
}

/** Whether a property may be left out by users, or may be absent for those who read it. */
export function mayBeAbsent(schema: z.core.$ZodType, io: "input" | "output"): boolean {
  if (schema instanceof z.core.$ZodOptional) return true;
  if (schema instanceof z.core.$ZodDefault || schema instanceof z.core.$ZodPrefault) return io === "input";
  if (schema instanceof z.core.$ZodReadonly) return mayBeAbsent(schema._zod.def.innerType, io);
  return schema instanceof z.core.$ZodPipe && mayBeAbsent(schema._zod.def.in, io);
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped =
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodReadonly;
  if (wrapped) return unwrapped(schema._zod.def.innerType);
  return schema instanceof z.core.$ZodPipe ? unwrapped(schema._zod.def.in) : schema;
}

function listOf(element: string, { inner }: TypeStyle): string {
  const type = inner(element);
  return type.includes(" | ") && type === element ? `readonly (${type})[]` : `readonly ${type}[]`;
}

function literals(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" | ");
}

/** Settings that are coerced may come from a stack's configuration, where every value is a text. */
function primitive(schema: z.core.$ZodType): string {
  if (schema instanceof z.core.$ZodString) return schema._zod.def.coerce ? "boolean | string" : "string";
  if (schema instanceof z.core.$ZodNumber) return schema._zod.def.coerce ? "number | string" : "number";
  if (schema instanceof z.core.$ZodBoolean) return "boolean";
  if (schema instanceof z.core.$ZodUnknown) return "unknown";
  throw new Error(`A ${schema._zod.def.type} of zod has no type in the SDK; use a codec`);
}
