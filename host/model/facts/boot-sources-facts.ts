/**
 * What files of others a boot configuration may be planned from: settings of GRUB (/etc/default/grub and its
 * drop-ins), GRUB's menu (grub.cfg), boot loader entries (type 1), those variables of GRUB's environment that
 * such entries name, files with the arguments of the programs that make entries.
 */
export const sourceKinds = ["settings", "menu", "entries", "variables", "arguments"] as const;

export type SourceKind = (typeof sourceKinds)[number];

/** A file of others as it was when the host was read. */
export interface BootSource {
  readonly kind: SourceKind;
  readonly path: string;
  /** Of the bytes (for `variables`, of their lines), hexadecimal. */
  readonly sha256: string;
}
