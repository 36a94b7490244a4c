import type { z } from "zod";
import type { Registry } from "../contract/registry.ts";
import { interfacesBehind } from "./interfaces.ts";
import { invokeModule } from "./invoke-function.ts";
import { type ProviderParts, providerModule } from "./provider-class.ts";
import { resourceModule } from "./resource-class.ts";

const NOTICE =
  "// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.";

/**
 * The modules of the classes, arguments and functions that users import: TypeScript that Node runs as it is,
 * by file name and not formatted yet. `index.ts` exports every name of all others. `workstation`: types that
 * `Workstation` takes and no resource has. Throws for a schema that has no type in TypeScript.
 */
export function sdkModules(
  { resources, invokes }: Registry,
  provider: ProviderParts,
  workstation: readonly z.ZodObject[],
): ReadonlyMap<string, string> {
  const modules: readonly (readonly [string, string])[] = [
    ["provider.ts", providerModule(provider)],
    ...resources.map((type) => [fileOf(type.name), resourceModule(type)] as const),
    ["workstation-types.ts", interfacesBehind(workstation, "values").join("\n")],
    ...invokes.map((type) => [fileOf(type.name), invokeModule(type)] as const),
  ];
  const all = [["index.ts", indexOf(modules)] as const, ...modules];
  return new Map(all.map(([name, text]) => [name, `${NOTICE}\n${text}`]));
}

function indexOf(modules: readonly (readonly [string, string])[]): string {
  return modules
    .map(([file, text]) => {
      const exported = [...text.matchAll(/^export (class|function|interface|type) (\w+)/gm)];
      const names = exported.map(([, kind, name]) =>
        kind === "interface" || kind === "type" ? `type ${name}` : name,
      );
      return `export { ${names.join(", ")} } from "./${file}";\n`;
    })
    .join("");
}

/** `HostKernel` is in host-kernel.ts. */
function fileOf(name: string): string {
  return `${name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.ts`;
}
