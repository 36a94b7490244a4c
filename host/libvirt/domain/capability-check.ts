import type { DomainWish } from "../../model/domain-wish.ts";
import { HostError } from "../../model/errors.ts";
import type { LibvirtInventory } from "../../model/facts/libvirt-facts.ts";

/**
 * Everything wished for that guests cannot have on this host as it is, one line each. Empty where that is not
 * known.
 */
export function unsupported(
  { capabilities, networks }: LibvirtInventory,
  wish: DomainWish,
): readonly string[] {
  if (capabilities === undefined) return [];
  const { firmware, graphics, tpm } = capabilities;
  const named = wish.networks.flatMap(({ source }) => ("network" in source ? [source.network] : []));
  const spoken = graphics.join(", ");
  const lines: [boolean, string][] = [
    [
      wish.virtType === "kvm" && capabilities.virtType !== "kvm",
      "kvm does not work here (use type auto or qemu)",
    ],
    [
      wish.firmware === "efi" && !firmware.includes("efi"),
      "there is no UEFI firmware for guests (ovmf or edk2-ovmf)",
    ],
    [
      wish.graphics !== "none" && !graphics.includes(wish.graphics),
      `QEMU has no ${wish.graphics} here (it has ${spoken}; \`none\` is possible, too)`,
    ],
    [wish.tpm && !tpm.includes("emulator"), "there is no emulated TPM (swtpm and swtpm-tools)"],
    ...named.map((name): [boolean, string] => [
      !networks.some((network) => network.name === name),
      `there is no virtual network ${name}`,
    ]),
  ];
  return lines.filter(([missing]) => missing).map(([, line]) => line);
}

/** Throws a HostError that lists everything wished for that guests cannot have on this host. */
export function refuseUnsupported(inventory: LibvirtInventory, wish: DomainWish, host: string): void {
  const problems = unsupported(inventory, wish);
  if (problems.length === 0) return;
  throw new HostError({
    what: `The domain ${wish.name} cannot be had on this host as declared`,
    host,
    found: problems.join("\n"),
    next: "install what is missing, or change the declaration",
  });
}
