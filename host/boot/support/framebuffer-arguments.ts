import type { KernelArguments } from "../../model/command-line/arguments.ts";
import type { ConditionFacts } from "../../model/facts/condition-facts.ts";
import { type ManagedFacts, writtenText } from "../../model/facts/managed-facts.ts";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import { argumentFiles } from "../loaders/choose-loader.ts";

/**
 * The kernel argument that keeps each owner of the firmware's picture away: `video=efifb:off` does not stop
 * what sysfb_init registers.
 */
const ARGUMENTS: Readonly<Record<string, string>> = { efifb: "video=efifb:off", vesafb: "video=vesafb:off" };
/**
 * For simpledrm, simple-framebuffer and the kernel's own reservation (BOOTFB): drivers/firmware/sysfb.c makes
 * their devices.
 */
const GENERIC = "initcall_blacklist=sysfb_init";

/** The one argument that keeps these owners out of a card's memory. */
export function argumentAgainst(owners: readonly string[]): string {
  const known = owners.map((owner) => ARGUMENTS[owner]).find((argument) => argument !== undefined);
  return known ?? GENERIC;
}

/**
 * The arguments by which a boot display that is taken from the host is also free of the firmware's picture,
 * which would keep a guest from mapping its memory ("BAR 0: can't reserve"). Nothing holds the memory any
 * more in a boot with them, so what was written before is kept.
 */
export function framebufferArguments(
  { condition, managed }: { readonly condition: ConditionFacts; readonly managed: ManagedFacts },
  functions: readonly Pick<PciDevice, "address" | "bootVga">[],
): KernelArguments {
  if (!functions.some(({ bootVga }) => bootVga === true)) return {};
  const owners = condition.framebuffers
    .filter(({ address }) => functions.some((one) => one.address === address))
    .map(({ owner }) => owner);
  const written = argumentFiles.flatMap((path) => (writtenText(managed, path) ?? "").split(/[\s"]+/));
  const before = [...Object.values(ARGUMENTS), GENERIC].filter((argument) => written.includes(argument));
  const wanted = owners.length === 0 ? before.slice(0, 1) : [argumentAgainst(owners)];
  return Object.fromEntries(wanted.map((argument) => argument.split("=", 2)));
}
