/** Named values as they travel between the engine and the provider. */
export type Properties = Readonly<Record<string, unknown>>;

/** Steps to a nested value. */
export type Path = readonly PropertyKey[];

/**
 * Stands for a value that is only known after something was created (sdk/go/common/resource/plugin/rpc.go,
 * UnknownStringValue).
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The paths of all unknown values in a value. */
export function unknownPaths(value: unknown, at: Path = []): readonly Path[] {
  if (value === UNKNOWN) return [at];
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownPaths(item, [...at, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => unknownPaths(item, [...at, name]));
}

/** Whether a value is, or has inside, something unknown. */
export function hasUnknown(value: unknown): boolean {
  return unknownPaths(value).length > 0;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
