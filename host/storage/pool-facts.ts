import { parseXml } from "../guest/xml.ts";
import { textAt } from "../guest/xml-lookup.ts";

/** A storage pool of libvirt. */
export interface PoolFacts {
  readonly name: string;
  readonly uuid: string;
  /** `dir`, `logical`, `zfs`, … */
  readonly type: string;
  /** Where its volumes are; absent for types without a place in the file system. */
  readonly path?: string | undefined;
  readonly active: boolean;
  readonly autostart: boolean;
  /** False for one that vanishes when it stops. */
  readonly persistent: boolean;
}

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
