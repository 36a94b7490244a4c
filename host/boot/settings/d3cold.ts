import { NOTICE } from "../../model/notice.ts";
import type { PciAddress } from "../../model/pci-address.ts";

/**
 * The rules by which udev keeps the power of functions from being cut: `d3cold_allowed` is 1 by default, and a card that does not come back from
 * D3cold is lost until the host is without power. A rule applies to the same card only, at its address.
 * `functions`: address → `vendor:device`.
 */
export function d3coldRules(functions: Readonly<Record<string, string>>): string {
  const lines = Object.entries(functions)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([address, ids]) => {
      const [vendor = "", device = ""] = ids.split(":");
      return `ACTION=="add|change", SUBSYSTEM=="pci", KERNEL=="${address}", ATTR{vendor}=="0x${vendor}", ATTR{device}=="0x${device}", ATTR{d3cold_allowed}="0"\n`;
    });
  return NOTICE + lines.join("");
}

/** The functions that such rules are about. */
export function parseD3coldRules(text: string): readonly PciAddress[] {
  return [...text.matchAll(/^ACTION.*KERNEL=="([^"]+)".*ATTR\{d3cold_allowed}="0"$/gm)].map(
    ([, address]) => address as PciAddress,
  );
}
