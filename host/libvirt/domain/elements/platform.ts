import type { DomainWish } from "../../../model/domain-wish.ts";
import { element, type XmlElement } from "../../../model/xml/xml.ts";

/** ACPI, APIC, no VMware port, and system management mode with secure boot, which cannot do without. */
export function features({ firmware, secureBoot }: DomainWish): XmlElement {
  const smm = firmware === "efi" && secureBoot ? "on" : "off";
  return element("features", {}, [
    element("acpi"),
    element("apic"),
    element("vmport", { state: "off" }),
    element("smm", { state: smm }),
  ]);
}

/** The processor that the guest sees; its addresses are limited where the IOMMU could not map them all. */
export function cpu({ cpu: mode, addressBits, addressBitsElement }: DomainWish): XmlElement {
  const limited = addressBits !== undefined && addressBitsElement;
  return element("cpu", { mode, check: "none" }, [
    limited ? element("maxphysaddr", { mode: "emulate", bits: addressBits }) : undefined,
  ]);
}

/** Timers as virt-manager and the Looking Glass documentation set them. */
export function clock({ clock: offset }: DomainWish): XmlElement {
  return element("clock", { offset }, [
    element("timer", { name: "rtc", tickpolicy: "catchup" }),
    element("timer", { name: "pit", tickpolicy: "delay" }),
    element("timer", { name: "hpet", present: "no" }),
  ]);
}

/** No sleep states: a function that is passed through seldom survives them. */
export function powerManagement(): XmlElement {
  return element("pm", {}, [
    element("suspend-to-mem", { enabled: "no" }),
    element("suspend-to-disk", { enabled: "no" }),
  ]);
}
