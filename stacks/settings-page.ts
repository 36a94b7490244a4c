import { z } from "zod";
import { connectionSecrets } from "../host/connection/ssh-config/connection-settings.ts";
import { image, settingsSchema, volume } from "./schema.ts";

type Json = z.core.JSONSchema.BaseSchema;

const INTRODUCTION = `# Settings

All settings of a stack are in \`Pulumi.<stack>.yaml\`, under the project's name. They can be written there, or set one by one:

\`\`\`
pulumi config set --path connection.host ws1
pulumi config set --path 'kernel.devices[0]' auto
pulumi config set --path kernel.reboot auto
\`\`\`

Every setting is checked before anything is connected; all that is wrong is listed at once, with its path. Secrets are set with \`--secret\`.
Relative paths of the connection's files are meant from the project's folder.
`;

/** docs/settings.md: every setting with its meaning, from the schema that checks them. */
export function settingsPage(): string {
  const json = toJson(settingsSchema);
  const sections = Object.entries(json.properties ?? {}).flatMap(([name, value]) => {
    const section = objectOf(asJson(value));
    const own = [`## ${name}`, asJson(value).description ?? "", table(name, section)];
    return name === "guest" ? [...own, ...diskTables()] : own;
  });
  return `${[INTRODUCTION.trimEnd(), ...sections].join("\n\n")}\n`;
}

/** The two kinds of `guest.disks`, which one table could not tell apart. */
function diskTables(): readonly string[] {
  return [
    "### A disk that is created",
    table("guest.disks[]", toJson(volume)),
    "### A disk or medium that exists",
    table("guest.disks[]", toJson(image)),
  ];
}

function table(path: string, json: Json): string {
  const rows = rowsOf(path, json);
  return ["| setting | type | meaning |", "|---|---|---|", ...rows].join("\n");
}

function rowsOf(path: string, json: Json): readonly string[] {
  return Object.entries(json.properties ?? {}).flatMap(([name, value]) => {
    const property = asJson(value);
    const inner = innerObject(property);
    const required = json.required?.includes(name) ? ", required" : "";
    const secret = path === "connection" && connectionSecrets.some((key) => key === name) ? ", secret" : "";
    const row = `| \`${path}.${name}\` | ${formOf(property)}${required}${secret} | ${cell(property.description ?? "")} |`;
    return inner === undefined
      ? [row]
      : [row, ...rowsOf(`${path}.${name}${inner.list ? "[]" : ""}`, inner.json)];
  });
}

/** The object whose properties are settings of their own; a list's elements, too. */
function innerObject(json: Json): { readonly json: Json; readonly list: boolean } | undefined {
  if (json.properties !== undefined) return { json, list: false };
  const element = Array.isArray(json.items) ? undefined : json.items;
  const object = element === undefined ? undefined : asJson(element);
  return object?.properties === undefined ? undefined : { json: object, list: true };
}

function formOf(json: Json): string {
  if (json.const !== undefined) return `\`${String(json.const)}\``;
  if (json.enum !== undefined) return json.enum.map((value) => `\`${String(value)}\``).join(", ");
  const alternatives = json.anyOf ?? json.oneOf;
  if (alternatives !== undefined) return alternatives.map(formOf).join(" or ");
  if (json.type === "array") {
    const element = Array.isArray(json.items) || json.items === undefined ? {} : asJson(json.items);
    return `list of ${formOf(element)}`;
  }
  if (json.type === "object") return json.properties === undefined ? "map" : "object";
  return FORMS[String(json.type)] ?? "value";
}

const FORMS: Readonly<Record<string, string>> = {
  string: "string",
  integer: "integer",
  number: "number",
  boolean: "boolean",
};

/** A section that may also be one word (false) is described by its object. */
function objectOf(json: Json): Json {
  return [json, ...(json.anyOf ?? [])].map(asJson).find(({ properties }) => properties !== undefined) ?? json;
}

function toJson(schema: z.ZodType): Json {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" });
  const resolved = JSON.parse(JSON.stringify(json), (_, value: unknown) => definitionOf(json, value));
  return resolved as Json;
}

/**
 * Types with a name are referred to; their definition replaces the reference and keeps what is said beside
 * it.
 */
function definitionOf(json: Json, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("$ref" in value)) return value;
  const { $ref, ...beside } = value;
  const definition = JSON.stringify(json.$defs?.[String($ref).replace("#/$defs/", "")] ?? {});
  return { ...JSON.parse(definition, (_, inner: unknown) => definitionOf(json, inner)), ...beside };
}

function asJson(value: Json | boolean): Json {
  return typeof value === "boolean" ? {} : value;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
