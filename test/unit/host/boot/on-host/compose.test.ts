import { describe, expect, test } from "vitest";
import { compose, orderedPieces } from "../../../../../host/boot/on-host/compose.ts";

const among = (pieces: Readonly<Record<string, string>>) => (name: string) => {
  const text = pieces[name];
  if (text === undefined) throw new Error(`no piece ${name}`);
  return text;
};

describe("a composed program", () => {
  test("has every piece once, after those that it needs", () => {
    const read = among({
      program: "# needs: b c\nmain",
      b: "# needs: a\nb=1",
      c: "# needs: a b\nc=1",
      a: "a=1",
    });
    expect(orderedPieces("program", read).map(({ name }) => name)).toEqual(["a", "b", "c", "program"]);
    expect(compose("program", read)).toBe("a=1\n\nb=1\n\nc=1\n\nmain\n");
  });

  test("leaves out functions that nothing in it mentions, and the lines that say what is needed", () => {
    const read = among({
      program: "# A program.\n# needs: parts\n\ntrap 'last $?' EXIT\nfirst",
      parts: `# Parts.

# The first.
first() {
  second "$1"
}

second() { echo "$1"; }

# first is not told of this one.
unused() {
  # second
  unused
}

# $1: exit code
last() { exit "$1"; }
`,
    });
    expect(compose("program", read)).toBe(`# Parts.

# The first.
first() {
  second "$1"
}

second() { echo "$1"; }

# $1: exit code
last() { exit "$1"; }

# A program.

trap 'last $?' EXIT
first
`);
  });

  test("is refused for a piece that is missing, and for pieces that need each other", () => {
    const read = among({ a: "# needs: b", b: "# needs: c", c: "# needs: b", d: "# needs: e" });
    expect(() => compose("a", read)).toThrow("pieces need each other: a -> b -> c -> b");
    expect(() => compose("d", read)).toThrow("no piece e");
  });

  test("is refused for a function without an end", () => {
    const read = among({ a: "begun() {\n  echo" });
    expect(() => compose("a", read)).toThrow("function begun of a has no end");
  });
});
