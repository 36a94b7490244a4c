declare const brand: unique symbol;

/** The address of a PCI function in the kernel's form: `0000:01:00.0`, lower case. */
export type PciAddress = string & { readonly [brand]: "PciAddress" };

const FULL = /^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/;

/** Reads `0000:01:00.0` or `01:00.0` (domain 0000), in any case; `undefined` when it is no address. */
export function parsePciAddress(text: string): PciAddress | undefined {
  const [, domain = "0000", bus, device, fn] = FULL.exec(text.toLowerCase()) ?? [];
  return bus === undefined ? undefined : (`${domain}:${bus}:${device}.${fn}` as PciAddress);
}

/** The address without its function, which all functions of one card share: `0000:01:00`. */
export function slotOf(address: PciAddress): string {
  return address.slice(0, address.lastIndexOf("."));
}

/** The numbers of an address, for texts that want them apart. */
export function partsOf(address: PciAddress): {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
} {
  const [, domain = "", bus = "", slot = "", fn = ""] = FULL.exec(address) ?? [];
  return {
    domain: Number.parseInt(domain, 16),
    bus: Number.parseInt(bus, 16),
    slot: Number.parseInt(slot, 16),
    function: Number.parseInt(fn, 16),
  };
}

/**
 * The PCI functions on a path below /sys/devices, from the root bus on: the last one is the device itself or
 * what carries it.
 */
export function addressesIn(path: string): readonly PciAddress[] {
  return path
    .split("/")
    .filter((part) => part.includes(":"))
    .map((part) => parsePciAddress(part))
    .filter((address) => address !== undefined);
}
