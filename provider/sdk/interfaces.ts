import { z } from "zod";
import { docComment } from "./doc-comment.ts";
import { mayBeAbsent, type TypeStyle, typeText } from "./type-text.ts";

/** Whether the properties of an interface may be outputs of other resources (`args`), or are plain values. */
export type Kind = "args" | "values";

/**
 * An interface with its doc comment, and every interface that it refers to, each once, in the order in which
 * they are met.
 */
export function interfacesOf(name: string, schema: z.core.$ZodObject, kind: Kind): readonly string[] {
  const members = Object.entries(schema._zod.def.shape).map(([property, value]) =>
    memberText(property, value, kind),
  );
  const own = `${docComment(textOf(schema), "")}export interface ${name} {\n${members.join("")}}\n`;
  return [own, ...interfacesBehind(Object.values(schema._zod.def.shape), kind)];
}

/**
 * Every interface that the types of these schemas refer to, each once, in the order in which they are met.
 */
export function interfacesBehind(schemas: readonly z.core.$ZodType[], kind: Kind): readonly string[] {
  const found: z.core.$ZodObject[] = [];
  const named = (object: z.core.$ZodObject) => {
    found.push(object);
    return nameOf(object);
  };
  for (const schema of schemas) typeText(schema, { inner: plain, named });
  return [...new Set(found.flatMap((object) => interfacesOf(nameOf(object), object, kind)))];
}

/** The type of a property that can be read: plain values all through. */
export function valueText(schema: z.core.$ZodType, kind: Kind): string {
  const named: TypeStyle["named"] = (object) =>
    kind === "args" ? `pulumi.Unwrap<${nameOf(object)}>` : nameOf(object);
  const absent = mayBeAbsent(schema, "output") ? " | undefined" : "";
  return `${typeText(schema, { inner: plain, named })}${absent}`;
}

/** What a schema means, in words; empty when it does not say. */
export function textOf(schema: z.core.$ZodType): string {
  return z.globalRegistry.get(schema)?.description ?? "";
}

function memberText(name: string, schema: z.core.$ZodType, kind: Kind): string {
  const wrap = kind === "args" ? input : plain;
  const type = wrap(typeText(schema, { inner: wrap, named: nameOf }));
  const member = mayBeAbsent(schema, "input") ? `${name}?: ${type} | undefined` : `${name}: ${type}`;
  return `${docComment(textOf(schema), "  ")}  readonly ${member};\n`;
}

/** The name that an object type has by the `id` of its `.meta()`. Throws when it has none. */
function nameOf(schema: z.core.$ZodObject): string {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return id;
  const properties = Object.keys(schema._zod.def.shape).join(", ");
  throw new Error(`An object has no name: give the one of ${properties} a .meta({ id, description })`);
}

function input(type: string): string {
  return `pulumi.Input<${type}>`;
}

function plain(type: string): string {
  return type;
}
