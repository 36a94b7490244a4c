import { byteSize } from "../../model/byte-size.ts";
import type { VolumeFacts } from "../../model/facts/libvirt-facts.ts";
import { parseXml } from "../../model/xml/xml.ts";
import { find, textAt } from "../../model/xml/xml-lookup.ts";

/** Reads `vol-dumpxml`. Throws a RangeError for sizes that are no numbers. */
export function parseVolume(xml: string, pool: string): VolumeFacts {
  const root = parseXml(xml);
  const path = textAt(root, "target", "path") ?? "";
  return {
    pool,
    name: textAt(root, "name") ?? "",
    path,
    key: textAt(root, "key") ?? path,
    capacity: byteSize(Number(textAt(root, "capacity"))),
    allocation: byteSize(Number(textAt(root, "allocation") ?? 0)),
    format: find(root, "target", "format")?.attributes.type ?? "raw",
  };
}
