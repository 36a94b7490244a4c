import type { PciDevice } from "../facts/pci-facts.ts";

/** The argument by which vfio-pci claims every function with certain ids, as it is written. */
export const IDS = "vfio-pci.ids";

/** The same as the kernel compares it. */
export const IDS_KEY = "vfio_pci.ids";

/** The argument by which images that dracut makes load a module before all drivers. */
export const LOAD_EARLY = { "rd.driver.pre": "vfio-pci" } as const;

/** Functions as `vfio-pci.ids=` can name them. */
export interface IdsMatch {
  /**
   * The value of the argument: `vendor:device[:subsystem vendor:subsystem device]`, separated by commas, in
   * the order of the addresses.
   */
  readonly value: string;
  /** Functions that no ids tell from others: the value would take those, too. */
  readonly shared: readonly { readonly device: PciDevice; readonly twins: readonly PciDevice[] }[];
}

type Ids = Pick<PciDevice, "vendor" | "device" | "subsystemVendor" | "subsystemDevice">;

/**
 * The ids that match the wanted functions among all of a host. Those of the subsystem are used only where
 * they are what tells a function from others.
 */
export function matchByIds(wanted: readonly PciDevice[], all: readonly PciDevice[]): IdsMatch {
  const others = all.filter(({ address }) => !wanted.some((device) => device.address === address));
  const matches = [...wanted]
    .sort((left, right) => (left.address < right.address ? -1 : 1))
    .map((device) => {
      const alike = others.filter((other) => matchesOne(shortIds(device), other));
      const ids = alike.length === 0 ? shortIds(device) : (longIds(device) ?? shortIds(device));
      return { device, ids, twins: others.filter((other) => matchesOne(ids, other)) };
    });
  return {
    value: [...new Set(matches.map(({ ids }) => ids))].join(","),
    shared: matches.filter(({ twins }) => twins.length > 0),
  };
}

/**
 * Whether a value of `vfio-pci.ids=` takes a function. What follows the ids of the subsystem (class and mask)
 * is not looked at.
 */
export function takesByIds(value: string, device: Ids): boolean {
  return value.split(",").some((ids) => matchesOne(ids.toLowerCase(), device));
}

/** Whether arguments bind by ids. */
export function bindsByIds(commandLine: Readonly<Record<string, unknown>>): boolean {
  return commandLine[IDS] !== undefined;
}

function shortIds({ vendor, device }: Ids): string {
  return `${vendor}:${device}`;
}

/** A function without a subsystem of its own shows none, or zeros. */
function longIds(device: Ids): string | undefined {
  const { subsystemVendor = "0000", subsystemDevice = "0000" } = device;
  if (subsystemVendor === "0000") return undefined;
  return `${shortIds(device)}:${subsystemVendor}:${subsystemDevice}`;
}

/**
 * As the kernel compares them (drivers/pci/pci-driver.c, pci_match_one_device): ids that are not given match
 * all.
 */
function matchesOne(ids: string, device: Ids): boolean {
  const [vendor, product, subsystemVendor, subsystemDevice] = ids.split(":");
  return (
    vendor === device.vendor &&
    product === device.device &&
    (subsystemVendor === undefined || subsystemVendor === (device.subsystemVendor ?? "0000")) &&
    (subsystemDevice === undefined || subsystemDevice === (device.subsystemDevice ?? "0000"))
  );
}
