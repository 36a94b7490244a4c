import type { D3coldChange } from "../../model/boot/boot-change.ts";
import type { PciDevice } from "../../model/facts/pci.ts";
import type { PciAddress } from "../../model/pci-address.ts";
import { parseD3coldRules } from "../settings/vfio-pci.ts";

/**
 * What the running system needs so that the rules hold in it, too, without a reboot: `texts` are those of our file, as it is and as it is wanted;
 * each may be absent. A function that the rules are not about any more gets the kernel's default back. One whose kernel does not say is left.
 */
export function planD3cold(
  pci: readonly PciDevice[],
  { ours = "", wanted = "" }: { readonly ours?: string | undefined; readonly wanted?: string | undefined },
): readonly D3coldChange[] {
  const kept = parseD3coldRules(wanted);
  const given = parseD3coldRules(ours).filter((address) => !kept.includes(address));
  const change = (addresses: readonly PciAddress[], allowed: boolean) =>
    pci
      .filter(({ address, d3coldAllowed }) => addresses.includes(address) && d3coldAllowed === !allowed)
      .map(({ address }): D3coldChange => ({ kind: "d3cold", address, allowed }));
  return [...change(kept, false), ...change(given, true)];
}
