import type { DomainWish } from "../../../model/domain-wish.ts";
import { element, type XmlElement } from "../../../model/xml/xml.ts";

/** libvirt drops the block without a word when the root element does not declare this. */
export const qemuNamespace = { "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0" };

/**
 * Arguments for QEMU itself: the user's own, and the address width where libvirt has no word for it.
 * `undefined` when there are none.
 */
export function qemuCommandLine(wish: DomainWish): XmlElement | undefined {
  const all = [...addressWidthArguments(wish), ...wish.qemuArguments];
  if (all.length === 0) return undefined;
  return element(
    "qemu:commandline",
    {},
    all.map((value) => element("qemu:arg", { value })),
  );
}

function addressWidthArguments({ addressBits, addressBitsElement, cpu }: DomainWish): readonly string[] {
  if (addressBits === undefined || addressBitsElement || cpu === "host-model") return [];
  const model = cpu === "maximum" ? "max-x86_64-cpu" : "host-x86_64-cpu";
  return ["-global", `${model}.host-phys-bits=off`, "-global", `${model}.phys-bits=${addressBits}`];
}
