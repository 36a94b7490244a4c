import { isObject, type Path } from "../contract/properties.ts";

/** A path as Pulumi writes it: `devices[0].address`, `files["/etc/x"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = String(step);
    if (!/^[\w$-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** The value at the end of a path; `undefined` when there is none. */
export function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value) && typeof step === "number") return value[step];
    return isObject(value) ? value[String(step)] : undefined;
  }, values);
}
