import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Redactor } from "../../../../../provider/protocol/instance/redactor.ts";

/** Secrets that are no part of the mark which replaces them. */
const secrets = fc.string({ minLength: 4, unit: "grapheme" }).filter((text) => {
  return text.trim().length >= 4 && !"[secret]".includes(text.trim());
});

const forms: [name: string, form: (secret: string, before: string, after: string) => string][] = [
  ["as it is", (secret, before, after) => `${before}${secret}${after}`],
  ["in JSON", (secret) => JSON.stringify([secret])],
  ["quoted for a shell", (secret) => `'${secret.replaceAll("'", `'\\''`)}'`],
  ["in a URL", (secret) => `?a=${encodeURIComponent(secret.toWellFormed())}&b`],
];

describe("redact", () => {
  test.for(forms)("leaves no secret %s", ([, form]) => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const redactor = new Redactor();
        redactor.add({ nested: [secret] });
        // What is around a secret may, by chance, be one itself.
        fc.pre(!`${before}[secret]${after}`.includes(secret));
        expect(redactor.redact(form(secret, before, after))).toContain("[secret]");
        expect(redactor.redact(form(secret, before, after))).not.toContain(secret);
      }),
    );
  });

  test("leaves no secret inside base64, wherever it begins", () => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const redactor = new Redactor();
        redactor.add(secret);
        const redacted = redactor.redact(Buffer.from(`${before}${secret}${after}`).toString("base64"));
        expect(redacted).toContain("[secret]");
        expect(Buffer.from(redacted, "base64").toString()).not.toContain(secret);
      }),
    );
  });

  const cases: [title: string, secret: unknown, text: string, redacted: string][] = [
    ["nothing to hide", undefined, "text", "text"],
    ["an empty secret", "", "text", "text"],
    ["a number", 12345, "is 12345", "is [secret]"],
    ["the longest first", ["pass", "password"], "password pass", "[secret] [secret]"],
    ["signs of patterns", "a.*b$^", "a.*b$^ axxb", "[secret] axxb"],
    ["lines, indented elsewhere", "BEGIN KEY\nabcdefghij\nEND", "x:\n  abcdefghij\n", "x:\n  [secret]\n"],
    ["a short secret as a word", "ops", "ops@ws1 operation 'ops'", "[secret]@ws1 operation '[secret]'"],
    ["space around it", " pass1 ", "is pass1.", "is [secret]."],
  ];
  test.for(cases)("knows %s", ([, secret, text, redacted]) => {
    const redactor = new Redactor();
    redactor.add(secret);
    expect(redactor.redact(text)).toBe(redacted);
  });
});
