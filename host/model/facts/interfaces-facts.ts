import type { PciAddress } from "../pci-address.ts";

/** A network interface of hardware, and how the host's configuration knows it. */
export interface NetworkInterface {
  readonly name: string;
  readonly mac: string;
  /** Whether that is the MAC address of the hardware; a bond or a privacy setting gives it another one. */
  readonly macIsPermanent: boolean;
  /**
   * The PCI function it is on; absent where it is on none (USB behind a controller has that of the
   * controller).
   */
  readonly address?: PciAddress | undefined;
  /** Lines of the network configuration that name it, as `<file>: <line>`. */
  readonly configuredBy: readonly string[];
  /** The file that gives it this name by its MAC address, so that its place on the bus does not matter. */
  readonly pinnedBy?: string | undefined;
}
