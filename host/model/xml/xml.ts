import { XMLBuilder, XMLParser } from "fast-xml-parser";

/** An XML element as data: what is in it is text, nothing of it is markup. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text directly inside, without blanks around it; empty for elements that have children. */
  readonly text: string;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;
type Node = Record<string, unknown>;

const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;
// Everything that XML 1.0 has no way to write.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  htmlEntities: true,
});
const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  format: true,
  indentBy: "  ",
});

/**
 * Makes an element; attributes and children that are `undefined` are left out. Throws a TypeError for what
 * XML cannot carry.
 */
export function element(
  name: string,
  attributes: Attributes = {},
  content: string | number | readonly (XmlElement | undefined)[] = [],
): XmlElement {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[writableName(key), writable(String(value))]],
  );
  const list = typeof content === "object" ? content : [];
  return {
    name: writableName(name),
    attributes: Object.fromEntries(given),
    children: list.filter((child) => child !== undefined),
    text: typeof content === "object" ? "" : writable(String(content)),
  };
}

/** The element as indented XML text, one element per line, ending with a newline. */
export function renderXml(root: XmlElement): string {
  return `${String(builder.build([toNode(root)])).trim()}\n`;
}

/** Reads the one root element of a text; comments are dropped. Throws an Error when it has none. */
export function parseXml(text: string): XmlElement {
  const nodes: readonly Node[] = parser.parse(text);
  const root = nodes.map(toElement).find((child) => child !== undefined);
  if (root === undefined) throw new Error("no XML element found");
  return root;
}

function writableName(name: string): string {
  if (!NAME.test(name)) throw new TypeError(`${JSON.stringify(name)} cannot be a name in XML`);
  return name;
}

function writable(text: string): string {
  if (UNWRITABLE.test(text))
    throw new TypeError(`${JSON.stringify(text)} has characters that XML cannot carry`);
  return text;
}

function toNode({ name, attributes, children, text }: XmlElement): Node {
  const inside = children.length > 0 ? children.map(toNode) : text === "" ? [] : [{ "#text": text }];
  return { [name]: inside, ...(Object.keys(attributes).length > 0 ? { ":@": attributes } : {}) };
}

function toElement(node: Node): XmlElement | undefined {
  const name = Object.keys(node).find((key) => key !== ":@" && key !== "#text" && !key.startsWith("?"));
  if (name === undefined) return undefined;
  const inside = node[name] as readonly Node[];
  const children = inside.map(toElement).filter((child) => child !== undefined);
  const text = inside
    .map((child) => child["#text"] ?? "")
    .join("")
    .trim();
  return {
    name,
    attributes: (node[":@"] ?? {}) as Record<string, string>,
    children,
    text: children.length > 0 ? "" : text,
  };
}
