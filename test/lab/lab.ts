import { type LabInstance, startLab, type Variants } from "../../lab/index.ts";
import type { Checkout } from "../driver/checkout.ts";

/** A lab workstation as a test looks at it: past the product, with the lab's own ssh. */
export interface Lab {
  readonly instance: LabInstance;
  /** Runs a script as root and returns what it prints; throws when it fails. */
  root(script: string): Promise<string>;
  /** Different after every boot. */
  bootId(): Promise<string>;
  /** The driver of each function, `none` without one. */
  drivers(addresses: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

/** The card that is passed through: its display and audio functions. */
export const CARD = ["0000:01:00.0", "0000:01:00.1"] as const;

/** Starts, or finds, a workstation of a checkout. */
export async function openLab(
  checkout: Pick<Checkout, "labDir">,
  name: string,
  variants?: Variants,
): Promise<Lab> {
  const instance = await startLab({ labDir: checkout.labDir, name, ...(variants && { variants }) });
  const root = async (script: string) => (await instance.ssh(["sudo", "sh", "-s"], { input: script })).stdout;
  return {
    instance,
    root,
    bootId: async () => (await root("cat /proc/sys/kernel/random/boot_id")).trim(),
    drivers: async (addresses) => {
      const entries = addresses.map(async (address) => {
        const link = await root(`readlink /sys/bus/pci/devices/${address}/driver || echo none`);
        return [address, link.trim().split("/").at(-1) ?? ""] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    },
  };
}
