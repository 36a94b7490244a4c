import { z } from "zod";
import { idsOf } from "../../model/facts/pci-facts.ts";
import { paths } from "../../model/managed-paths.ts";
import { NOTICE } from "../../model/notice.ts";
import type { PciAddress } from "../../model/pci-address.ts";
import { contribution } from "../contribution/contribution.ts";
import { bootableKernels, deliver } from "../contribution/module-delivery.ts";
import { setting } from "../contribution/setting.ts";

const options = z
  .strictObject({
    disableIdleD3: z
      .boolean()
      .optional()
      .describe(
        "Whether devices without a guest stay awake, for cards that do not come back from D3cold. Not " +
          "for others: they use more power when idle.",
      ),
    d3coldAllowed: z
      .boolean()
      .optional()
      .describe(
        "Whether the devices may lose power while they sleep (`d3cold_allowed`). False keeps them " +
          "powered, at once and by a udev rule, for cards that do not come back from D3cold. Not for " +
          "others: they use a little more power when idle. Default true, as in the kernel.",
      ),
    disableVga: z
      .boolean()
      .optional()
      .describe(
        "Whether guests get no legacy VGA access to the card. Not with a guest that boots by BIOS: it " +
          "needs that access for its picture.",
      ),
    noIntxMask: z
      .boolean()
      .optional()
      .describe(
        "Whether to mask INTx interrupts at the interrupt controller, for devices that only pretend " +
          "to be able to mask them. Not for others: such an interrupt line cannot be shared.",
      ),
    enableSriov: z
      .boolean()
      .optional()
      .describe(
        "Whether virtual functions can be created while a device is bound to vfio-pci. Not when you " +
          "do not trust the guest that has the device.",
      ),
  })
  .meta({ id: "VfioPciOptions", description: "Options of vfio-pci." });

/** Options of vfio-pci. As a module it comes with the overlay initrd, which takes them from modprobe.d. */
export type VfioPciOptions = z.input<typeof options>;

export const vfioPci = setting({
  properties: {
    vfioPci: options
      .optional()
      .describe("Options of vfio-pci; they apply to every device that is bound to it."),
  },
  contribute({ vfioPci }, facts) {
    if (vfioPci === undefined) return contribution();
    const values = {
      disable_idle_d3: vfioPci.disableIdleD3,
      disable_vga: vfioPci.disableVga,
      nointxmask: vfioPci.noIntxMask,
      enable_sriov: vfioPci.enableSriov,
    };
    const forms = bootableKernels(facts).map(({ vfioPci: form }) => form);
    const bound = Object.fromEntries(facts.functions.map((device) => [device.address, idsOf(device)]));
    const files = vfioPci.d3coldAllowed === false ? { [paths.udev]: d3coldRules(bound) } : {};
    return { ...deliver({ module: "vfio-pci", values, forms, path: "vfioPci" }), files };
  },
  consequences: ({ vfioPci: { disableIdleD3, d3coldAllowed } = {} }) => ({
    keptAwake: [
      ...(disableIdleD3 === true ? ["vfioPci.disableIdleD3 is set"] : []),
      ...(d3coldAllowed === false ? ["vfioPci.d3coldAllowed is false"] : []),
    ],
  }),
  found: ({ files }) => (files[paths.udev] === undefined ? {} : { vfioPci: { d3coldAllowed: false } }),
});

/**
 * The rules by which udev keeps the power of functions on. `d3cold_allowed` is 1 by default, and a card that
 * does not come back from D3cold is lost until the host is without power. A rule applies to the same card
 * only, at its address. `functions`: address → `vendor:device`.
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
