import { HostError } from "../errors.ts";
import type { LibvirtInventory } from "./libvirt.ts";
import type { DomainWish } from "./wish.ts";

/** Throws a HostError that lists everything wished for that guests cannot have on this host. Says nothing where that is not known. */
export function refuseUnsupported(
  { capabilities, networks }: LibvirtInventory,
  wish: DomainWish,
  host: string,
): void {
  if (capabilities === undefined) return;
  const { firmware, graphics, tpm } = capabilities;
  const named = wish.networks.flatMap(({ source }) => ("network" in source ? [source.network] : []));
  const problems = [
    ...(wish.virtType === "kvm" && capabilities.virtType !== "kvm"
      ? ["kvm does not work here (use type auto or qemu)"]
      : []),
    ...(wish.firmware === "efi" && !firmware.includes("efi")
      ? ["there is no UEFI firmware for guests (install ovmf or edk2-ovmf)"]
      : []),
    ...(wish.graphics !== "none" && !graphics.includes(wish.graphics)
      ? [`QEMU has no ${wish.graphics} here (it has ${graphics.join(", ")}; \`none\` is possible, too)`]
      : []),
    ...(wish.tpm && !tpm.includes("emulator")
      ? ["there is no emulated TPM (install swtpm and swtpm-tools)"]
      : []),
    ...named
      .filter((name) => !networks.some((network) => network.name === name))
      .map((name) => `there is no virtual network ${name}`),
  ];
  if (problems.length === 0) return;
  throw new HostError({
    what: `The domain ${wish.name} cannot be had on this host as declared`,
    host,
    found: problems.join("\n"),
    next: "install what is missing, or change the declaration",
  });
}
