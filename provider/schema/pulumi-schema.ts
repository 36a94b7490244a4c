import {
  connectionSecrets,
  connectionSettingsSchema,
} from "../../host/connection/ssh-config/connection-settings.ts";
import type { Registry } from "../contract/registry.ts";
import { propertiesOf } from "./property-specs.ts";
import type { NamedTypes, PropertySpecs } from "./pulumi-types.ts";

/**
 * Pulumi's package schema (https://www.pulumi.com/docs/iac/extending-pulumi/schema/), as far as it is used
 * here.
 */
export interface PackageSchema {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly language: { readonly nodejs: object };
  readonly config: { readonly variables: PropertySpecs; readonly required: readonly string[] };
  readonly provider: ResourceSchema;
  readonly resources: Readonly<Record<string, ResourceSchema>>;
  readonly functions: Readonly<Record<string, FunctionSchema>>;
  readonly types: NamedTypes;
}

export interface ResourceSchema {
  readonly description: string;
  readonly inputProperties: PropertySpecs;
  readonly requiredInputs: readonly string[];
  readonly properties: PropertySpecs;
  readonly required: readonly string[];
}

export interface FunctionSchema {
  readonly description: string;
  readonly inputs: ObjectSchema;
  readonly outputs: ObjectSchema;
}

/** What the provider itself is, for users. */
export const providerDescription = `
The host that resources are on: give it to them as \`provider\`. A program for one host needs none if the
stack's configuration has \`vfio:host\` and, where needed, the other settings. Everything on a host goes over
one connection.

    const ws2 = new vfio.Provider("ws2", { host: "ws2", user: "ops" });
    new vfio.StoragePool("guests", { … }, { provider: ws2 });

All settings are checked before anything is connected. Changing one, also the host's name, replaces nothing:
it is the same host.
`.trim();

interface ObjectSchema {
  readonly type: "object";
  readonly properties: PropertySpecs;
  readonly required: readonly string[];
}

/** The schema of everything in a registry, and of the provider's own settings. */
export function packageSchema({ resources, invokes }: Registry, version: string): PackageSchema {
  const types: NamedTypes = {};
  const provider = providerSchema(types);
  return {
    name: "vfio",
    displayName: "VFIO workstation",
    version,
    description: "PCI passthrough workstations as code: kernel, initramfs, storage and guests.",
    license: "MIT",
    // The classes that users import are in components/generated/: `npm run generate` writes them.
    language: { nodejs: { packageName: "pulumi-vfio", respectSchemaVersion: true } },
    config: { variables: provider.inputProperties, required: provider.requiredInputs },
    provider,
    resources: Object.fromEntries(
      resources.map((type) => [`vfio:index:${type.name}`, resourceSchema(type, types)]),
    ),
    functions: Object.fromEntries(
      invokes.map((type) => [`vfio:index:${type.name}`, functionSchema(type, types)]),
    ),
    types,
  };
}

function providerSchema(types: NamedTypes): ResourceSchema {
  const settings = propertiesOf(connectionSettingsSchema, "Provider", "input", types, connectionSecrets);
  return {
    description: providerDescription,
    inputProperties: settings.properties,
    requiredInputs: settings.required,
    properties: settings.properties,
    required: settings.required,
  };
}

function resourceSchema(type: Registry["resources"][number], types: NamedTypes): ResourceSchema {
  const secrets = type.secrets ?? [];
  const inputs = propertiesOf(type.inputs, type.name, "input", types, secrets);
  const applied = propertiesOf(type.inputs, type.name, "output", types, secrets);
  const outputs = propertiesOf(type.outputs, type.name, "output", types, secrets);
  return {
    description: type.description,
    inputProperties: inputs.properties,
    requiredInputs: inputs.required,
    properties: { ...withoutDefaults(applied.properties), ...outputs.properties },
    required: [...new Set([...applied.required, ...outputs.required])],
  };
}

function functionSchema(type: Registry["invokes"][number], types: NamedTypes): FunctionSchema {
  const owner = `${type.name.charAt(0).toUpperCase()}${type.name.slice(1)}`;
  const inputs = propertiesOf(type.inputs, owner, "input", types);
  const outputs = propertiesOf(type.outputs, `${owner}Result`, "output", types);
  return {
    description: type.description,
    inputs: { type: "object", ...inputs },
    outputs: { type: "object", ...withoutDefaultsIn(outputs) },
  };
}

function withoutDefaultsIn({ properties, required }: ReturnType<typeof propertiesOf>) {
  return { properties: withoutDefaults(properties), required };
}

/** What is returned has no default: it is there. */
function withoutDefaults(properties: PropertySpecs): PropertySpecs {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { default: _, ...property }]) => [name, property]),
  );
}
