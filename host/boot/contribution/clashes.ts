import type { ModuleOptions } from "../../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../../model/command-line/arguments.ts";
import { parseToken } from "../../model/command-line/command-line.ts";
import type { Contribution } from "./contribution.ts";
import { meantArgument } from "./known-arguments.ts";

/**
 * Why free arguments and options cannot stand beside the typed settings: both say the same thing differently,
 * or a name is a slip.
 */
export function clashes(
  declared: { readonly commandLine: KernelArguments; readonly moduleOptions: ModuleOptions },
  added: Contribution,
): readonly string[] {
  return [
    ...slips(declared.commandLine),
    ...argumentClashes(declared.commandLine, added.commandLine),
    ...optionClashes(declared.moduleOptions, added.moduleOptions),
  ];
}

function slips(args: KernelArguments): readonly string[] {
  return Object.keys(args).flatMap((name) => {
    if (parseToken(name).key === "vfio_pci.ids") {
      return [
        `commandLine: ${name} takes every device of an id, the host's own too; name the functions in devices`,
      ];
    }
    const meant = meantArgument(name);
    if (meant === undefined) return [];
    return [
      `commandLine: the kernel does not know ${name}, and would ignore it without a word; ${meant} was probably meant`,
    ];
  });
}

function argumentClashes(declared: KernelArguments, added: KernelArguments): readonly string[] {
  return Object.entries(declared).flatMap(([name, value]) => {
    const { key } = parseToken(name);
    const other = Object.entries(added).find(([own]) => parseToken(own).key === key)?.[1];
    if (other === undefined || other === value) return [];
    return [
      `commandLine: ${name} is ${value} here, and a typed setting makes it ${other}; remove one of them`,
    ];
  });
}

function optionClashes(declared: ModuleOptions, added: ModuleOptions): readonly string[] {
  const own = Object.entries(added).map(([module, values]) => [parseToken(module).key, values] as const);
  return Object.entries(declared).flatMap(([module, values]) => {
    const typed = own.find(([name]) => name === parseToken(module).key)?.[1];
    return Object.entries(values).flatMap(([name, value]) => {
      const other = typed?.[name];
      if (other === undefined || other === value) return [];
      return [
        `modprobe: ${module}.${name} is ${value} here, and a typed setting makes it ${other}; remove one of them`,
      ];
    });
  });
}

/**
 * Module options of both; a module is written as the settings write it, because modprobe takes `-` and `_`
 * for the same.
 */
export function withOptions(declared: ModuleOptions, added: ModuleOptions): ModuleOptions {
  const merged: Record<string, Readonly<Record<string, string>>> = { ...added };
  for (const [module, values] of Object.entries(declared)) {
    const same = Object.keys(added).find((name) => parseToken(name).key === parseToken(module).key);
    merged[same ?? module] = { ...values, ...merged[same ?? module] };
  }
  return merged;
}
