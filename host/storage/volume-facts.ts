import { parseXml } from "../guest/xml.ts";
import { find, textAt } from "../guest/xml-lookup.ts";
import { type ByteSize, byteSize } from "./size.ts";

/** A volume in an active storage pool. */
export interface VolumeFacts {
  /** The pool's name. */
  readonly pool: string;
  readonly name: string;
  readonly path: string;
  readonly key: string;
  /** What the guest sees. */
  readonly capacity: ByteSize;
  /** What it takes on the host now. */
  readonly allocation: ByteSize;
  /** `qcow2`, `raw`, … */
  readonly format: string;
}

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
