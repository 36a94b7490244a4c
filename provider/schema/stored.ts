import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { HostError } from "../../host/model/errors.ts";
import { isObject, type Path, type Properties } from "../contract/properties.ts";
import { pathText, valueAt } from "./paths.ts";
import { unwrapped } from "./unwrapped.ts";

/** Schemas of properties, by name. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/**
 * Stored properties as values. Names that the shape does not have are left out: a version before had them.
 * Only what a codec reads is checked, because what is stored may be older than a rule. Throws a HostError
 * with the path of a text that does not parse.
 */
export function decodeProperties(shape: Shape, stored: Properties): Properties {
  return Object.fromEntries(
    Object.entries(stored)
      .filter(([name]) => Object.hasOwn(shape, name))
      .map(([name, value]) => [name, convert(shape[name], value, [name], decode)]),
  );
}

/**
 * Values as they are stored. Where one of the `written` properties has a text of the same meaning at the same
 * place, it stays as it was written; the first that has one counts. Names that the shape does not have stay
 * as they are.
 */
export function encodeProperties(
  shape: Shape,
  values: object,
  ...written: readonly Properties[]
): Properties {
  const encode: Conversion = (schema, value, path) => {
    const texts = written.map((properties) => valueAt(properties, path));
    const kept = texts.find((text) => text !== undefined && means(schema, text, value));
    return kept ?? z.encode(schema, value);
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, convert(shape[name], value, [name], encode)]),
  );
}

/** What becomes of a value whose schema is a codec, or a choice with a codec in it. */
type Conversion = (schema: z.ZodType, value: unknown, path: Path) => unknown;

/** The value with every codec in it applied. */
function convert(schema: unknown, value: unknown, path: Path, conversion: Conversion): unknown {
  const bare = unwrapped(schema);
  if (value === undefined) return value;
  if (bare instanceof z.ZodCodec || (bare instanceof z.ZodUnion && hasCodec(bare))) {
    return conversion(bare, value, path);
  }
  if (bare instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item, index) => convert(bare.element, item, [...path, index], conversion));
  }
  if (!isObject(value)) return value;
  if (!(bare instanceof z.ZodObject || bare instanceof z.ZodRecord)) return value;
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => {
    const inner = bare instanceof z.ZodRecord ? bare.valueType : bare.shape[name];
    return [name, convert(inner, item, [...path, name], conversion)];
  });
  return Object.fromEntries(entries);
}

function hasCodec(schema: unknown): boolean {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodCodec) return true;
  if (bare instanceof z.ZodUnion) return bare.options.some(hasCodec);
  return bare instanceof z.ZodObject && Object.values(bare.shape).some(hasCodec);
}

function decode(schema: z.ZodType, value: unknown, path: Path): unknown {
  const result = z.safeDecode(schema, value);
  if (result.success) return result.data;
  throw new HostError({
    what: `The state cannot be read: ${pathText(path)} ${result.error.issues[0]?.message ?? "is wrong"}`,
    found: JSON.stringify(value),
    next: "correct it in the state (`pulumi state edit`), or import the resource again",
  });
}

function means(schema: z.ZodType, text: unknown, value: unknown): boolean {
  const result = z.safeDecode(schema, text);
  return result.success && isDeepStrictEqual(result.data, value);
}
