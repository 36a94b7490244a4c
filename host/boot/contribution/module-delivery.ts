import type { ModuleForm } from "../../model/facts/kernel-facts.ts";
import { type Contribution, contribution, refusal } from "./contribution.ts";
import type { SettingFacts } from "./setting.ts";

/** Options of one kernel module, and the property that declares them. */
export interface DriverOptions {
  /** The module, as modprobe names it. */
  readonly module: string;
  /** Option → value; `undefined` for one that is not set. */
  readonly values: Readonly<Record<string, boolean | undefined>>;
  /** How each installed kernel has the module. */
  readonly forms: readonly ModuleForm[];
  /** The property, for refusals. */
  readonly path: string;
}

/**
 * Delivers options of a module. modprobe reads those of a module from its own files, the kernel those of a
 * builtin driver from its command line, and each ignores the other's. Where kernels have both forms, or the
 * form is unknown, both are written.
 */
export function deliver({ module, values, forms, path }: DriverOptions): Contribution {
  const set = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value ? "1" : "0"] as const],
  );
  if (set.length === 0) return contribution();
  if (forms.length > 0 && forms.every((form) => form === "absent")) {
    return refusal(`${path}: no installed kernel has ${module}`);
  }
  const known = forms.length > 0 ? forms : (["unknown"] as const);
  const isModule = known.some((form) => form === "module" || form === "unknown");
  const isBuiltin = known.some((form) => form === "builtin" || form === "unknown");
  return contribution({
    moduleOptions: isModule ? { [module]: Object.fromEntries(set) } : {},
    commandLine: isBuiltin
      ? Object.fromEntries(set.map(([name, value]) => [`${module}.${name}`, value]))
      : {},
  });
}

/** The installed kernels that can be started. */
export function bootableKernels({
  kernel,
}: Pick<SettingFacts, "kernel">): SettingFacts["kernel"]["installed"] {
  return kernel.installed.filter(({ image }) => image !== undefined);
}
