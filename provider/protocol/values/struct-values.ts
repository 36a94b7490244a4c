import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { isObject, type Properties, UNKNOWN } from "../../contract/properties.ts";

// The marks of values that are more than JSON (sdk/go/common/resource/sig/sig.go).
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/**
 * The values of a message. Marks are taken off; `onSecret` is told each value that was marked as a secret.
 * No message gives no values.
 */
export function fromStruct(struct: Struct | undefined, onSecret?: (value: unknown) => void): Properties {
  const value = unmarked(struct?.toJavaScript() ?? {}, onSecret);
  return isObject(value) ? value : {};
}

/** The same without nulls: for inputs, null and absent mean the same. */
export function inputsFromStruct(
  struct: Struct | undefined,
  onSecret?: (value: unknown) => void,
): Properties {
  const value = withoutNulls(fromStruct(struct, onSecret));
  return isObject(value) ? value : {};
}

/**
 * The message for values, with those named in `secrets` marked as secrets. What is undefined is left out.
 * Throws a TypeError that names the path of a value that is no JSON.
 */
export function toStruct(values: object, secrets: readonly string[] = []): Struct {
  const entries = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const plain = toJson(value, name);
    return [[name, secrets.includes(name) ? { [SIGNATURE]: SECRET, value: plain } : plain] as const];
  });
  return structs.Struct.fromJavaScript(Object.fromEntries(entries));
}

function unmarked(value: unknown, onSecret?: (value: unknown) => void): unknown {
  if (Array.isArray(value)) return value.map((item) => unmarked(item, onSecret));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET || value[SIGNATURE] === OUTPUT) {
    const inner = "value" in value ? unmarked(value.value, onSecret) : UNKNOWN;
    if (value[SIGNATURE] === SECRET || value.secret === true) onSecret?.(inner);
    return inner;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unmarked(item, onSecret)]));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutNulls(item)]));
}

function toJson(value: unknown, path: string): JavaScriptValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => toJson(item ?? null, `${path}[${index}]`));
  if (isObject(value) && isPlain(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([name, item]) => [name, toJson(item, `${path}.${name}`)]));
  }
  throw new TypeError(`${path} cannot be kept in the state: it is no JSON value`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
