import type { z } from "zod";
import type { Registry } from "../contract/registry.ts";
import { docComment } from "./doc-comment.ts";
import { interfacesBehind, interfacesOf, type Kind, textOf, valueText } from "./interfaces.ts";
import { mayBeAbsent } from "./type-text.ts";

const UNSET =
  "Every property, not set: Pulumi makes outputs only of properties that it is given at construction, and those " +
  "left to their default, or known later, are outputs too.";

/** The module of a resource: its class, its arguments, and the types that both refer to. */
export function resourceModule({
  name,
  description,
  inputs,
  outputs,
}: Registry["resources"][number]): string {
  const declared: z.core.$ZodShape = inputs.shape;
  const known: z.core.$ZodShape = outputs.shape;
  const mayBeEmpty = Object.values(declared).every((schema) => mayBeAbsent(schema, "input"));
  const properties = [
    ...Object.entries(declared).flatMap(([property, schema]) =>
      property in known ? [] : [propertyText(property, schema, "args")],
    ),
    ...Object.entries(known).map(([property, schema]) => propertyText(property, schema, "values")),
  ];
  const interfaces = [
    ...interfacesOf(`${name}Args`, inputs, "args"),
    ...interfacesBehind(Object.values(known), "values"),
  ];
  const names = Object.keys({ ...declared, ...known });
  return `import * as pulumi from "@pulumi/pulumi";

${docComment(description, "")}export class ${name} extends pulumi.CustomResource {
${properties.join("")}
  constructor(name: string, args: ${name}Args${mayBeEmpty ? " = {}" : ""}, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:${name}", name, { ...UNSET, ...args }, opts);
  }
}

${[...new Set(interfaces)].join("\n")}
${docComment(UNSET, "")}const UNSET = { ${names.map((property) => `${property}: undefined`).join(", ")} };
`;
}

function propertyText(name: string, schema: z.core.$ZodType, kind: Kind): string {
  return `${docComment(textOf(schema), "  ")}  declare readonly ${name}: pulumi.Output<${valueText(schema, kind)}>;\n`;
}
