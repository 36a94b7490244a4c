import type { PciAddress } from "../pci-address.ts";

/** What must never be taken from the host: the way in, and the disks it runs from. */
export interface Lifelines {
  readonly network: Lifeline;
  readonly disks: Lifeline;
}

/** One lifeline. `unknown` means that it could not be followed to the hardware: it is never a yes. */
export type Lifeline =
  | {
      readonly state: "known";
      /** Every function it goes through, in no order; empty when the hardware is not PCI. */
      readonly addresses: readonly PciAddress[];
      readonly parts: readonly LifelinePart[];
    }
  | { readonly state: "unknown"; readonly because: string; readonly parts: readonly LifelinePart[] };

/** What was followed: `/ on /dev/mapper/vg-root` or `the SSH session on eth0`. */
export interface LifelinePart {
  readonly use: string;
  /** The block device or the interface. */
  readonly device: string;
  readonly addresses: readonly PciAddress[];
}
