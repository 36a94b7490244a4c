import type { Registry } from "../contract/registry.ts";
import { docComment } from "./doc-comment.ts";
import { interfacesBehind, interfacesOf, textOf, valueText } from "./interfaces.ts";
import { mayBeAbsent } from "./type-text.ts";

/** The module of an invoke: the function, the same as an output, and the types of arguments and result. */
export function invokeModule({ name, description, inputs, outputs }: Registry["invokes"][number]): string {
  const args = `${name.charAt(0).toUpperCase()}${name.slice(1)}Args`;
  const result = valueText(outputs, "values");
  const mayBeEmpty = Object.values(inputs.shape).every((schema) => mayBeAbsent(schema, "input"));
  const given = `args: ${args}${mayBeEmpty ? " = {}" : ""}`;
  const asOutput =
    `\`${name}\` as an output: for a provider whose settings are outputs, or for facts that must wait for ` +
    "resources (`dependsOn`).";
  return `import * as pulumi from "@pulumi/pulumi";

${docComment(description, "")}export function ${name}(${given}, opts: pulumi.InvokeOptions = {}): Promise<${result}> {
  return pulumi.runtime.invoke(TOKEN, args, opts);
}

${docComment(asOutput, "")}export function ${name}Output(${given}, opts: pulumi.InvokeOutputOptions = {}): pulumi.Output<${result}> {
  return pulumi.runtime.invokeOutput(TOKEN, args, opts);
}

${argumentsText(args, inputs)}
${interfacesBehind([outputs], "values").join("\n")}
const TOKEN = "vfio:index:${name}";
`;
}

/** An interface without properties would allow any. */
function argumentsText(name: string, inputs: Registry["invokes"][number]["inputs"]): string {
  if (Object.keys(inputs.shape).length > 0) return interfacesOf(name, inputs, "args").join("\n");
  return `${docComment(textOf(inputs), "")}export type ${name} = Readonly<Record<string, never>>;\n`;
}
