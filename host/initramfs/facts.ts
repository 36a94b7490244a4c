import type { FactReader } from "../facts/reader.ts";

/** The program that makes this host's initramfs images. */
export interface InitramfsFacts {
  readonly tool: "initramfs-tools" | "dracut" | "mkinitcpio" | "unknown";
  /** Why it is taken for that, for people. */
  readonly evidence: readonly string[];
}

const SCRIPT = "exit 0";

/** Which tool makes the initramfs. */
export const initramfsReader: FactReader<InitramfsFacts> = {
  script: SCRIPT,
  parse: () => ({ tool: "unknown", evidence: [] }),
};
