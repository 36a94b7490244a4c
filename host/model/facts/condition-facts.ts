import type { PciAddress } from "../pci-address.ts";

/** The condition of a host that is about to be changed, as far as no other topic reads it. */
export interface ConditionFacts {
  /** What shows the firmware's picture, and in whose memory. */
  readonly framebuffers: readonly FramebufferOwner[];
  /** Programs that have a node of /dev/dri open; absent where that could not be looked at. */
  readonly displayHolders?: readonly DisplayHolder[] | undefined;
  /**
   * Functions whose configuration space reads as all ones, or that are said to be awake and without power.
   */
  readonly lost: readonly PciAddress[];
  readonly resizableBars: readonly ResizableBar[];
  /** Whether interrupts of devices go through the IOMMU; absent where the kernel does not say. */
  readonly interruptRemapping?: boolean | undefined;
  /** Kernel lockdown; absent where the kernel has none. */
  readonly lockdown?: "none" | "integrity" | "confidentiality" | undefined;
  /** What programs could get without swapping. */
  readonly memoryAvailableBytes?: number | undefined;
  /**
   * What is set aside in large pages, used or not; it is not available to programs that do not ask for such
   * pages.
   */
  readonly hugePageBytes?: number | undefined;
  /** Whether dpkg was interrupted while it wrote its list of packages; absent where there is no dpkg. */
  readonly packagesInterrupted?: boolean | undefined;
}

/**
 * A driver without the graphics hardware, such as `efifb`, `simpledrm`, or the kernel's reservation for one,
 * `BOOTFB`.
 */
export interface FramebufferOwner {
  readonly owner: string;
  /** The function in whose memory the picture is; absent where it is in none. */
  readonly address?: PciAddress | undefined;
}

/** A process with a display open. */
export interface DisplayHolder {
  readonly address: PciAddress;
  /** `card0`, or `renderD128`, which shows nothing and is for computing and drawing. */
  readonly node: string;
  readonly process: string;
  readonly pid: number;
}

/** A memory window whose size can be set (resizable BAR). */
export interface ResizableBar {
  readonly address: PciAddress;
  readonly bar: number;
  readonly bytes: number;
  readonly largestBytes: number;
}
