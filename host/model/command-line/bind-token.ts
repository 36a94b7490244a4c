import { type PciAddress, parsePciAddress } from "../pci-address.ts";

/** A function to be bound at boot: its address and the ids it must have there. */
export interface BindTarget {
  readonly address: PciAddress;
  /** `vendor:device`, four hexadecimal digits each. */
  readonly ids: string;
  /** Whether it may be the boot display. */
  readonly display: boolean;
}

const TARGET = /^([^@]+)@([0-9a-f]{4}:[0-9a-f]{4})(\+display)?$/;

/**
 * The value of `vfio_bind=`: `<address>@<vendor>:<device>[+display]`, separated by commas, in the order of
 * the addresses.
 */
export function renderBindValue(targets: readonly BindTarget[]): string {
  return [...targets]
    .sort((left, right) => (left.address < right.address ? -1 : 1))
    .map(({ address, ids, display }) => `${address}@${ids}${display ? "+display" : ""}`)
    .join(",");
}

/** Reads the value of `vfio_bind=`; `undefined` when it is none. */
export function parseBindValue(value: string): readonly BindTarget[] | undefined {
  const targets = value.split(",").map((text) => {
    const [, addressText = "", ids = "", display] = TARGET.exec(text) ?? [];
    const address = parsePciAddress(addressText);
    return address === undefined ? undefined : { address, ids, display: display !== undefined };
  });
  const complete = targets.filter((target) => target !== undefined);
  return complete.length === targets.length ? complete : undefined;
}
