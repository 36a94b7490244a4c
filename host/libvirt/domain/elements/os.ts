import type { DomainWish } from "../../../model/domain-wish.ts";
import { element, type XmlElement } from "../../../model/xml/xml.ts";

/**
 * Machine and firmware. libvirt chooses the firmware's files by the features asked for (7.2 and later), so no
 * path of any distribution is in here; without secure boot, firmware that enforces it is ruled out, so that
 * any kernel boots.
 */
export function os({ firmware, secureBoot, directBoot }: DomainWish): XmlElement {
  const efi = firmware === "efi";
  const enabled = secureBoot ? "yes" : "no";
  return element("os", { firmware: efi ? "efi" : undefined }, [
    element("type", { arch: "x86_64", machine: "q35" }, "hvm"),
    efi
      ? element("firmware", {}, [
          element("feature", { enabled, name: "enrolled-keys" }),
          element("feature", { enabled, name: "secure-boot" }),
        ])
      : undefined,
    efi && secureBoot ? element("loader", { secure: "yes" }) : undefined,
    ...(directBoot === undefined
      ? []
      : [
          element("kernel", {}, directBoot.kernel),
          directBoot.initrd === undefined ? undefined : element("initrd", {}, directBoot.initrd),
          directBoot.commandLine === undefined ? undefined : element("cmdline", {}, directBoot.commandLine),
        ]),
  ]);
}
