import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sysctls } from "./state.ts";

/** The kernel settings of a host tree: name → value. */
export function sysctlsOf(root: string): Readonly<Record<string, string>> {
  const names = Object.keys(sysctls);
  return Object.fromEntries(names.map((name) => [name, readFileSync(pathOf(root, name), "utf8").trim()]));
}

/** Sets one, as the user does. */
export function setSysctl(root: string, name: string, value: string): void {
  writeFileSync(pathOf(root, name), `${value}\n`);
}

function pathOf(root: string, name: string): string {
  return join(root, "proc/sys", name.replaceAll(".", "/"));
}
