import { type FieldKind, type InstructionKind, instructionLanguage } from "./instruction-language.ts";

/** First word of an instruction. */
export type Verb = keyof typeof instructionLanguage;

/** Value of a field as TypeScript has it. */
export type FieldValue = string | number | readonly string[];

/** Values of a verb's fields, by name. */
export type Values<V extends Verb> = {
  readonly [F in (typeof instructionLanguage)[V]["fields"][number] as F[0]]: ValueOf<F[1]>;
};

type ValueOf<K> = K extends "number"
  ? number
  : K extends "words" | "texts"
    ? readonly string[]
    : K extends readonly (infer Word)[]
      ? Word
      : string;

type Given<V extends Verb> = keyof Values<V> extends never ? [] : [values: Values<V>];

/** An instruction as its line says it. */
export interface ParsedInstruction {
  readonly verb: Verb;
  readonly values: Readonly<Record<string, FieldValue>>;
}

/**
 * The line of an instruction. Throws an Error for a value that its field cannot have, such as a word with a
 * blank.
 */
export function instruction<V extends Verb>(verb: V, ...given: Given<V>): string {
  const values: Readonly<Record<string, FieldValue>> = { ...given[0] };
  const words = fieldsOf(verb).map(([name, kind]) => render(`${name} of ${verb}`, kind, values[name]));
  if (words.at(-1) === "") words.pop();
  return [verb, ...words].join(" ");
}

/** Reads the line of an instruction. Throws an Error for one that does not belong to the language. */
export function parseInstruction(line: string): ParsedInstruction {
  const [first = "", ...words] = line.split(" ");
  if (!isVerb(first)) throw new Error(`no instruction begins with ${first}`);
  const values = fieldsOf(first).map(([name, kind], at) => [name, parse(kind, words, at)]);
  return { verb: first, values: Object.fromEntries(values) };
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(instructionLanguage, word);
}

function fieldsOf(verb: Verb): InstructionKind["fields"] {
  return instructionLanguage[verb].fields;
}

function render(field: string, kind: FieldKind, value: FieldValue | undefined): string {
  if (typeof value === "object") return value.map((one) => renderOne(field, kind, one)).join(" ");
  return renderOne(field, kind, String(value));
}

function renderOne(field: string, kind: FieldKind, value: string): string {
  if (kind === "text" || kind === "texts") return Buffer.from(value, "utf8").toString("base64");
  const isFit = kind === "line" ? /^[^\n]+$/ : /^\S+$/;
  if (isFit.test(value)) return value;
  throw new Error(`the ${field} cannot be ${JSON.stringify(value)} in an instruction`);
}

function parse(kind: FieldKind, words: readonly string[], at: number): FieldValue {
  const word = words[at] ?? "";
  switch (kind) {
    case "number":
      return Number(word);
    case "line":
      return words.slice(at).join(" ");
    case "text":
      return decoded(word);
    case "words":
      return words.slice(at);
    case "texts":
      return words.slice(at).map(decoded);
    default:
      return word;
  }
}

function decoded(word: string): string {
  return Buffer.from(word, "base64").toString("utf8");
}
