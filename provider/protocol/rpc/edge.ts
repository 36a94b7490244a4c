import type { Properties } from "../../contract/properties.ts";
import { decodeProperties, encodeProperties } from "../../schema/stored.ts";
import type { AnyResourceType } from "./operation.ts";

/**
 * What a message says of a resource, inputs or state, as values. Throws a HostError for a text that does not
 * parse.
 */
export function decoded(type: AnyResourceType, message: Properties): Properties {
  return decodeProperties(shapeOf(type), message);
}

/**
 * Values for a message: as they were written in one of the messages `written`, as long as that means the
 * same.
 */
export function encoded(
  type: AnyResourceType,
  values: object,
  ...written: readonly Properties[]
): Properties {
  return encodeProperties(shapeOf(type), values, ...written);
}

function shapeOf({ inputs, outputs }: AnyResourceType) {
  return { ...inputs.shape, ...outputs.shape };
}
