import type { PackageSchema } from "../../../../provider/schema/pulumi-schema.ts";
import type { Declarations, Members } from "../resources/declarations.ts";

/** Where the classes and functions that people import differ from the published schema; one line for each difference. */
export function schemaDifferences(schema: PackageSchema, declared: Declarations): readonly string[] {
  const resources = Object.entries(schema.resources).flatMap(
    ([token, { inputProperties, requiredInputs, properties }]) => {
      const name = nameOf(token);
      const found = declared.classes.get(name);
      if (found === undefined) return [`class ${name} is missing`];
      return [
        ...(found.text.includes(`"${token}"`) ? [] : [`class ${name} does not register as ${token}`]),
        ...missingExports(declared, name, `${name}Args`),
        ...interfaceDifferences(declared, `${name}Args`, inputProperties, requiredInputs),
        ...memberDifferences(`class ${name}`, found.members, Object.keys(properties)),
      ];
    },
  );
  return [
    ...providerDifferences(schema, declared),
    ...resources,
    ...functionDifferences(schema, declared),
    ...strays(schema, declared),
  ];
}

function providerDifferences({ provider }: PackageSchema, declared: Declarations): readonly string[] {
  if (!declared.classes.has("Provider")) return ["class Provider is missing"];
  return [
    ...missingExports(declared, "Provider", "ProviderArgs"),
    ...interfaceDifferences(declared, "ProviderArgs", provider.inputProperties, provider.requiredInputs),
  ];
}

function functionDifferences({ functions }: PackageSchema, declared: Declarations): readonly string[] {
  return Object.entries(functions).flatMap(([token, { inputs, outputs }]) => {
    const name = nameOf(token);
    const result = declared.functions.get(name);
    if (result === undefined) return [`function ${name} is missing`];
    const args = `${name.charAt(0).toUpperCase()}${name.slice(1)}Args`;
    const hasInputs = Object.keys(inputs.properties).length > 0;
    return [
      ...missingExports(declared, name),
      ...(hasInputs ? interfaceDifferences(declared, args, inputs.properties, inputs.required) : []),
      ...interfaceDifferences(declared, result, outputs.properties),
    ];
  });
}

/** Classes that would register a resource that no provider knows. */
function strays({ resources }: PackageSchema, declared: Declarations): readonly string[] {
  return [...declared.classes].flatMap(([name, { parent }]) => {
    if (parent !== "CustomResource" || `vfio:index:${name}` in resources) return [];
    return [`class ${name} has no resource type in the registry`];
  });
}

/** Without `required`, which properties are optional is not compared. */
function interfaceDifferences(
  declared: Declarations,
  name: string,
  properties: object,
  required?: readonly string[],
): readonly string[] {
  const members = declared.interfaces.get(name);
  if (members === undefined) return [`interface ${name} is missing`];
  const optionality = [...members].flatMap(([member, { optional }]) => {
    if (required === undefined || !(member in properties) || optional !== required.includes(member))
      return [];
    return [
      `${name}.${member} is ${optional ? "optional, but the schema requires it" : "required, but optional in the schema"}`,
    ];
  });
  return [...memberDifferences(`interface ${name}`, members, Object.keys(properties)), ...optionality];
}

function memberDifferences(owner: string, members: Members, published: readonly string[]): readonly string[] {
  const missing = published.filter((name) => !members.has(name)).map((name) => `${owner} lacks ${name}`);
  const extra = [...members.keys()].filter((name) => !published.includes(name));
  return [...missing, ...extra.map((name) => `${owner} has ${name}, which is not in the schema`)];
}

function missingExports({ exported }: Declarations, ...names: readonly string[]): readonly string[] {
  return names
    .filter((name) => !exported.has(name))
    .map((name) => `components/index.ts does not export ${name}`);
}

function nameOf(token: string): string {
  return token.split(":").at(-1) ?? token;
}
