import { type PciAddress, parsePciAddress, slotOf } from "./pci-address.ts";

/** The ways in which a user names functions. */
export type Selector =
  | { readonly kind: "auto" }
  | { readonly kind: "function"; readonly address: PciAddress }
  | { readonly kind: "slot"; readonly slot: string }
  | { readonly kind: "ids"; readonly vendor: string; readonly device: string };

/**
 * Reads `auto`, a function (`0000:01:00.0`, `01:00.0`), a slot (`0000:01:00`, `01:00`) or ids (`10de:1b06`);
 * `undefined` for anything else.
 */
export function parseSelector(text: string): Selector | undefined {
  const lower = text.trim().toLowerCase();
  if (lower === "auto") return { kind: "auto" };
  const address = parsePciAddress(lower);
  if (address !== undefined) return { kind: "function", address };
  const first = parsePciAddress(`${lower}.0`);
  if (first !== undefined) return { kind: "slot", slot: slotOf(first) };
  const [, vendor, device] = /^([0-9a-f]{4}):([0-9a-f]{4})$/.exec(lower) ?? [];
  return vendor !== undefined && device !== undefined ? { kind: "ids", vendor, device } : undefined;
}

/** The selector in full: `0000:01:00` for `01:00`. */
export function renderSelector(selector: Selector): string {
  switch (selector.kind) {
    case "auto":
      return "auto";
    case "function":
      return selector.address;
    case "slot":
      return selector.slot;
    case "ids":
      return `${selector.vendor}:${selector.device}`;
  }
}
