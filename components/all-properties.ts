import type { Inputs } from "@pulumi/pulumi";

/**
 * The arguments with every other property of a resource as undefined: Pulumi makes outputs of the properties that it is given at construction
 * and of no others, so one that a person left to its default would not exist on the resource.
 */
export function allProperties(args: object, names: readonly string[]): Inputs {
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...args };
}
