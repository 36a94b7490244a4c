import type { z } from "zod";
import { docComment } from "./doc-comment.ts";
import { interfacesOf } from "./interfaces.ts";

/** What the class of a provider is made of. */
export interface ProviderParts {
  readonly description: string;
  readonly settings: z.ZodObject;
  /** Names of the settings that are stored encrypted. */
  readonly secrets: readonly string[];
}

/** The module of the provider itself: its class and its settings. */
export function providerModule({ description, settings, secrets }: ProviderParts): string {
  const encrypted = secrets.map((name) => `${name}: secret(args.${name}),`);
  return `import * as pulumi from "@pulumi/pulumi";

${docComment(description, "")}export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const secret = (value: pulumi.Input<string> | undefined) =>
      value === undefined ? undefined : pulumi.secret(value);
    super("vfio", name, { ...args, ${encrypted.join(" ")} }, opts);
  }
}

${interfacesOf("ProviderArgs", settings, "args").join("\n")}`;
}
