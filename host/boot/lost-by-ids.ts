import type { WantedBoot } from "../model/boot/wanted-boot.ts";
import { parseCommandLine, valuesOf } from "../model/command-line/command-line.ts";
import { bindsByIds, IDS, IDS_KEY, LOAD_EARLY, takesByIds } from "../model/command-line/ids-token.ts";
import type { Observation } from "../model/facts/observation.ts";
import type { PciDevice } from "../model/facts/pci-facts.ts";

/** What tells why vfio-pci did not get a function. */
type LostFacts = Pick<Observation, "kernel" | "pci" | "managed" | "bootLoader">;

/**
 * Which driver won functions that are bound by their ids, and why: a line for each that vfio-pci does not
 * hold. Empty where a script binds.
 */
export function lostByIds(facts: LostFacts, wanted: WantedBoot): readonly string[] {
  if (!bindsByIds(wanted.commandLine)) return [];
  return facts.pci
    .filter(({ address, driver }) => wanted.functions[address] !== undefined && driver !== "vfio-pci")
    .map((device) => {
      const winner = device.driver === undefined ? "no driver has" : `${device.driver} has`;
      return `${winner} ${device.address}: ${reasonFor(device, facts, wanted)}`;
    });
}

function reasonFor(device: PciDevice, facts: LostFacts, wanted: WantedBoot): string {
  const { kernel } = facts;
  const line = parseCommandLine(kernel.commandLine);
  const values = valuesOf(line, IDS_KEY);
  if (values.length === 0)
    return `${IDS}= is not in /proc/cmdline: another boot entry was started, or the boot loader has left it out`;
  // The parameter is a string, and the last one counts (drivers/vfio/pci/vfio_pci.c).
  const value = values.at(-1) ?? "";
  if (!takesByIds(value, device))
    return `its ids are ${idsOf(device)}, and ${IDS}=${value} in /proc/cmdline does not have them`;
  const running = kernel.installed.find(({ release }) => release === kernel.running);
  if (running?.vfioPci === "builtin") return besideBuiltIn(device, kernel);
  const early = Object.entries(LOAD_EARLY).find(([key, name]) => !valuesOf(line, key).includes(name));
  if (early !== undefined) return `vfio-pci is a module, and ${early.join("=")} is not in /proc/cmdline`;
  return inImage(facts, wanted);
}

/**
 * Drivers that are built in take functions in the order in which they are linked: graphics before vfio-pci,
 * USB after it (drivers/Makefile).
 */
function besideBuiltIn({ driver }: PciDevice, { running, builtinDrivers }: Observation["kernel"]): string {
  const before = `vfio-pci is built into kernel ${running}`;
  if (driver === undefined)
    return `${before}, and something has taken the function from it since, or it refused it (\`dmesg\`)`;
  if (builtinDrivers === undefined)
    return `${before}; it is not known whether ${driver} is, too, and comes before it`;
  return builtinDrivers.includes(driver)
    ? `${before}, and so is ${driver}, which comes before it`
    : `${before} and comes before ${driver}, which is a module, so something has given the function to that since (driverctl, a udev rule)`;
}

/** Of the module, when the command line has all that it should. */
function inImage({ kernel, managed, bootLoader }: LostFacts, { images = {} }: WantedBoot): string {
  if (bootLoader.deployment?.hasVfioPci === false)
    return "vfio-pci is a module, and not in the initramfs of the deployment";
  const own = Object.entries(images).filter(([, image]) => image.kernel === kernel.running);
  const unknown = own.filter(([path]) => managed.images?.[path]?.state !== "as-seen");
  if (unknown.length > 0)
    return `vfio-pci is a module, and not known to be in ${unknown.map(([path]) => path).join(", ")}, which was changed since it was looked into`;
  return "vfio-pci is a module, and was loaded later: the image that was started does not have it, or loads the other driver first";
}

function idsOf({ vendor, device, subsystemVendor, subsystemDevice }: PciDevice): string {
  return [vendor, device, subsystemVendor, subsystemDevice].filter((part) => part !== undefined).join(":");
}
