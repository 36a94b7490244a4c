/** The program that makes this host's initramfs images. */
export interface InitramfsFacts {
  readonly tool: "initramfs-tools" | "dracut" | "mkinitcpio" | "unknown";
  /** The evidence, in words for the user. */
  readonly evidence: readonly string[];
}

/** The tools whose images can carry the bind script. */
export type ToolName = Exclude<InitramfsFacts["tool"], "unknown">;
