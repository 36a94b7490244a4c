import { parseBindValue } from "../../model/command-line/bind-token.ts";
import { parseCommandLine, valuesOf } from "../../model/command-line/command-line.ts";
import type { Observation } from "../../model/facts/observation.ts";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import { writtenTargets } from "./found-boot.ts";

/**
 * The functions that our binding gives up when only `kept` are wanted: those that the running or the written
 * token names and that are at vfio-pci, or at nothing, because of it. Each has the driver that takes it in
 * the next boot, which is the one it had before us: `unknown` when that was not noted.
 */
export function releasedFunctions(
  { pci, kernel, managed }: Pick<Observation, "pci" | "kernel" | "managed">,
  kept: readonly PciDevice[],
): readonly PciDevice[] {
  const running = valuesOf(parseCommandLine(kernel.commandLine), "vfio_bind").flatMap(
    (value) => parseBindValue(value ?? "") ?? [],
  );
  const bound = new Set([...running, ...writtenTargets({ managed })].map(({ address }) => address));
  const drivers = managed.journal?.drivers ?? {};
  return pci
    .filter(({ address, driver }) => bound.has(address) && (driver === undefined || driver === "vfio-pci"))
    .filter(({ address }) => !kept.some((device) => device.address === address))
    .map((device) => ({ ...device, driver: (drivers[device.address] ?? "unknown") || undefined }));
}
