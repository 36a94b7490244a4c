/** The one answer to "is the IOMMU on?". */
export interface IommuVerdict {
  readonly state: "on" | "off-in-firmware" | "off-in-kernel" | "pending-reboot" | "unknown";
  /** What was seen that decides it. */
  readonly because: string;
  /** What to do; absent when it is on. */
  readonly next?: string | undefined;
}
