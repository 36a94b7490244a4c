import { expect, test } from "vitest";
import { docComment } from "../../../../provider/sdk/doc-comment.ts";

test("a short text is one line", () => {
  expect(docComment("Default `qcow2`.", "  ")).toBe("  /** Default `qcow2`. */\n");
});

test("without a text there is no comment", () => {
  expect(docComment("", "  ")).toBe("");
});

test("a long text is wrapped at 110 columns, and never inside code", () => {
  const comment = docComment(`${"word ".repeat(20)}\`a b c d e f\` ${"word ".repeat(20)}`.trim(), "  ");
  const lines = comment.trimEnd().split("\n");
  expect(lines.filter((line) => line.length > 110)).toEqual([]);
  expect(lines).toContain(`   * \`a b c d e f\` ${"word ".repeat(18)}`.trimEnd());
});

test("paragraphs stay apart, and code stays as it is", () => {
  const text = ["One\nand more.", "    const a = 1;\n    const b   = 2;", "Two."].join("\n\n");
  expect(docComment(text, "")).toBe(`/**
 * One and more.
 *
 *     const a = 1;
 *     const b   = 2;
 *
 * Two.
 */
`);
});

test("code that is broken in the source is whole", () => {
  expect(docComment("Run `pulumi import\nwin11`.", "")).toBe("/** Run `pulumi import win11`. */\n");
});
