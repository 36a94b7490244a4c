import type { XmlElement } from "./xml.ts";

/** The first child of that name. */
export function childOf(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((child) => child.name === name);
}

/** All children of that name, in order. */
export function childrenOf(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return parent?.children.filter((child) => child.name === name) ?? [];
}

/** The element at the end of a path of first children, such as `os`, `type`. */
export function find(root: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(childOf, root);
}

/** The text at the end of a path; `undefined` when there is no such element. */
export function textAt(root: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  return find(root, ...path)?.text;
}

/** The same element with other children. */
export function withChildren(parent: XmlElement, children: readonly XmlElement[]): XmlElement {
  return { ...parent, children };
}
