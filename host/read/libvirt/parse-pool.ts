import type { PoolFacts } from "../../model/facts/libvirt-facts.ts";
import { parseXml } from "../../model/xml/xml.ts";
import { textAt } from "../../model/xml/xml-lookup.ts";

/** Reads `pool-dumpxml` and `pool-info`; `undefined` for one that vanished between the questions. */
export function parsePool(xml: string, info: string): PoolFacts | undefined {
  if (xml.trim() === "") return undefined;
  const root = parseXml(xml);
  return {
    name: textAt(root, "name") ?? "",
    uuid: textAt(root, "uuid") ?? "",
    type: root.attributes.type ?? "unknown",
    path: textAt(root, "target", "path"),
    active: /^State:\s+running/m.test(info),
    autostart: /^Autostart:\s+yes/m.test(info),
    persistent: /^Persistent:\s+yes/m.test(info),
  };
}
