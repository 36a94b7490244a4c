import fc from "fast-check";
import { merge, parseCommandLine, parseToken } from "../../../../../host/model/command-line/command-line.ts";

/** Random names of arguments. */
export const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,12}$/);
const plain = fc.stringMatching(/^[A-Za-z0-9_.,:@/+=%~^-]{1,16}$/);
const quoted = fc.stringMatching(/^[A-Za-z0-9 =,]{0,12}$/).map((text) => `"${text}"`);
/** Random arguments, some of which the order matters for. */
export const token = fc.oneof(
  name,
  fc.constantFrom("hugepagesz=1G", "hugepagesz=2M", "iommu=pt", "iommu=off", "quiet"),
  fc.nat(3).map((count) => `hugepages=${count}`),
  fc.tuple(name, fc.oneof(plain, quoted)).map(([key, value]) => `${key}=${value}`),
  name.map((text) => `"${text} 1"`),
);
/**
 * Whatever the user or a tool may have written: blanks of all kinds, quotes anywhere, also one without an
 * end, and arguments of init.
 */
export const anyLine = fc
  .array(
    fc.oneof(
      token,
      fc.constantFrom(" ", "  ", "\t", '"', "--", "=", "x=", '=""', "\n"),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .chain((parts) => fc.constantFrom("", " ", "  ").map((glue) => parts.join(glue)));
/** Texts as arguments. */
export const tokens = (texts: readonly string[]) => texts.map(parseToken);

/**
 * What is to be merged, with the sizes that counts need; lines that end in an open quote of the same key are
 * refused, which has a test of its own.
 */
export const merging = fc
  .tuple(anyLine, fc.array(token, { maxLength: 5 }))
  .map(([text, texts]) => ({ text, line: parseCommandLine(text), wanted: tokens(texts) }))
  .filter(({ line, wanted }) => attempt(() => merge(line, wanted)) !== undefined);

function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
