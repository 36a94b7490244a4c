/** The tools whose images can carry the bind script. */
export const toolNames = ["initramfs-tools", "dracut", "mkinitcpio"] as const;

/** One of them. */
export type ToolName = (typeof toolNames)[number];

/** The program that makes this host's initramfs images. */
export interface InitramfsFacts {
  readonly tool: ToolName | "unknown";
  /** The evidence, in words for the user. */
  readonly evidence: readonly string[];
}
