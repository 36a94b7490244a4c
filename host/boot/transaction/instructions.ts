import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { ManagedFacts } from "../../model/facts/managed-facts.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { instruction } from "../on-host/instruction.ts";
import { modeOf } from "./file-mode.ts";

/** An instruction that says where the overlay initrd is. */
export function bootInstruction({ bootLoader }: Pick<BootFacts, "bootLoader">): string {
  return instruction("boot", { folder: managedLoader(bootLoader).bootFolder({ bootLoader }) });
}

/** An instruction to write a file, or to remove it where `after` is absent, if it still is as it was seen. */
export function storeInstruction(
  managed: ManagedFacts,
  { path, after }: { readonly path: string; readonly after?: string | undefined },
): string {
  return after === undefined ? removeInstruction(managed, path) : writeInstruction(managed, path, after);
}

/** An instruction to write a file, if it still is as it was seen. */
export function writeInstruction(managed: ManagedFacts, path: string, text: string): string {
  return instruction("file", { mode: modeOf(path), seen: seenOf(managed, path), path, content: text });
}

/** An instruction to remove a file, if it still is as it was seen. */
export function removeInstruction(managed: ManagedFacts, path: string): string {
  return instruction("remove", { seen: seenOf(managed, path), path });
}

/** An instruction to set a kernel setting of the running system. */
export function sysctlInstruction({ name, to }: { readonly name: string; readonly to: string }): string {
  return instruction("sysctl", { name, value: to });
}

function seenOf(managed: ManagedFacts, path: string): string {
  return managed.files[path]?.sha256 ?? "absent";
}
