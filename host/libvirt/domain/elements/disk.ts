import type { DiskWish } from "../../../model/domain-wish.ts";
import { element, type XmlElement } from "../../../model/xml/xml.ts";

/** A disk image. Freed space of a writable one goes back to the host. */
export function disk(wish: DiskWish): XmlElement {
  const { file, format, device, bus, target, bootOrder } = wish;
  const readonly = wish.readonly || device === "cdrom";
  return element("disk", { type: "file", device }, [
    element("driver", {
      name: "qemu",
      type: format,
      ...(readonly ? {} : { cache: "none", discard: "unmap" }),
    }),
    element("source", { file }),
    element("target", { dev: target, bus }),
    readonly ? element("readonly") : undefined,
    bootOrder === undefined ? undefined : element("boot", { order: bootOrder }),
  ]);
}
