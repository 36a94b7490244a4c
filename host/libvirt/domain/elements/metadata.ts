import { element, type XmlElement } from "../../../model/xml/xml.ts";
import { childrenOf, find } from "../../../model/xml/xml-lookup.ts";

/** The namespace of our mark; the prefix in front of it may be any. */
const NAMESPACE = "urn:pulumi-vfio:guest";

/** The mark that says whose domain this is; libvirt keeps it without looking at it. */
export function metadata(owner: string): XmlElement {
  return element("metadata", {}, [element("vfio:guest", { "xmlns:vfio": NAMESPACE, owner })]);
}

/** Whose domain a definition says it is; `undefined` without our mark. */
export function ownerOf(definition: XmlElement): string | undefined {
  const marks = find(definition, "metadata")?.children ?? [];
  const own = marks.find(({ attributes }) => Object.values(attributes).includes(NAMESPACE));
  return own?.attributes.owner;
}

/** The other programs' metadata of a definition, which is theirs to keep. */
export function foreignMetadata(definition: XmlElement): readonly XmlElement[] {
  return childrenOf(definition, "metadata")
    .flatMap(({ children }) => children)
    .filter(({ attributes }) => !Object.values(attributes).includes(NAMESPACE));
}
