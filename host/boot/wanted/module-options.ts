import type { ModuleOptions } from "../../model/boot/wanted-boot.ts";

/** Why module options cannot be written, one text for each. */
export function optionProblems(options: ModuleOptions): readonly string[] {
  return Object.entries(options).flatMap(([module, values]) => {
    if (!NAME.test(module)) return [`modprobe: "${module}" is not the name of a module`];
    return Object.entries(values).flatMap(([name, value]) => optionProblem(module, name, value) ?? []);
  });
}

/**
 * The options in a file of modprobe.d as we write it. What could not be declared, such as lines that another
 * program wrote into it, is left out: the file then is not as it should be, and that is shown.
 */
export function parseModuleOptions(text: string): ModuleOptions {
  const options: Record<string, Record<string, string>> = {};
  for (const line of text.split("\n")) {
    const [keyword, module = "", ...words] = line.split(/\s+/);
    if (keyword !== "options" || !NAME.test(module)) continue;
    const pairs = words.flatMap((word) => {
      const [, name = "", value = ""] = /^([^=]+)=(.*)$/.exec(word) ?? [];
      return optionProblem(module, name, value) === undefined ? [[name, value] as const] : [];
    });
    options[module] = { ...options[module], ...Object.fromEntries(pairs) };
  }
  return options;
}

/** Of a module and of an option. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

function optionProblem(module: string, name: string, value: string): string | undefined {
  if (!NAME.test(name)) return `modprobe: "${name}" is not the name of an option`;
  if (!/^[A-Za-z0-9_.,:/+-]+$/.test(value))
    return `modprobe: the value of ${module}.${name} has characters that are not safe`;
  if (module.replaceAll("-", "_") !== "vfio_pci" || name !== "ids") return undefined;
  return "modprobe: vfio-pci ids= takes every device of an id, the host's own too; name the functions in devices";
}
