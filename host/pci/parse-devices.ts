import type { PciDevice } from "./facts.ts";

export function parsePciDevices(_text: string): readonly PciDevice[] {
  return [];
}
