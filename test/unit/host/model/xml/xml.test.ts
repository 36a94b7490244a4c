import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { element, parseXml, renderXml, type XmlElement } from "../../../../../host/model/xml/xml.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
/** Any text of one line that XML can carry; blanks around it are not kept. */
const text = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .filter((value) => !/\p{Cc}|[\ufffe\uffff]/u.test(value))
  .map((value) => value.trim());
const attributes = fc.dictionary(name, text, { maxKeys: 4, noNullPrototype: true });
const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.tuple(name, attributes, text).map(([tag, given, inside]) => element(tag, given, inside)),
    fc
      .tuple(name, attributes, fc.array(tie("tree"), { maxLength: 4 }))
      .map(([tag, given, inside]) => element(tag, given, inside)),
  ),
}));

describe("XML", () => {
  test("is the same tree after it was written and read", () => {
    fc.assert(
      fc.property(tree, (root) => {
        expect(parseXml(renderXml(root))).toEqual(root);
      }),
    );
  });

  test("never lets data become markup", () => {
    const root = element("title", { a: `"'><b x='` }, "</title><evil/>&amp;");
    expect(renderXml(root)).toBe(
      `<title a="&quot;&apos;&gt;&lt;b x=&apos;">&lt;/title&gt;&lt;evil/&gt;&amp;amp;</title>\n`,
    );
  });

  test("leaves out what is undefined", () => {
    expect(renderXml(element("a", { x: undefined, y: 0 }, [undefined, element("b")]))).toBe(
      '<a y="0">\n  <b/>\n</a>\n',
    );
  });

  const refused: [what: string, make: () => XmlElement][] = [
    ["a control character in text", () => element("a", {}, "\u0007")],
    ["a control character in an attribute", () => element("a", { x: "\u0000" })],
    ["a name with a blank", () => element("a b")],
    ["an attribute's name with a quote", () => element("a", { 'x"': "1" })],
  ];
  test.each(refused)("refuses %s", (_what, make) => {
    expect(make).toThrow(TypeError);
  });

  test("reads what libvirt writes: single quotes, entities, declarations, comments", () => {
    const read = parseXml("<?xml version='1.0'?><!-- c --><a y='&#65;&quot;'>\n<!-- x -->\n<b>1.0</b>\n</a>");
    expect(read).toEqual(element("a", { y: 'A"' }, [element("b", {}, "1.0")]));
  });

  test("without any element is an error", () => {
    expect(() => parseXml("hello")).toThrow("no XML element");
  });
});
