import { randomBytes } from "node:crypto";
import { HostError } from "../../model/errors.ts";
import { type HostConnection, runOk } from "../../model/host-connection.ts";
import type { FactOutput, FactReaders, FactsOf } from "./fact-reader.ts";

/**
 * Runs scripts, given in pairs with their parameter, one after the other; after each, a line with the mark
 * ($1) begins its errors and one its exit code.
 */
const BATCH = `
mark=$1; shift
errors=$(mktemp) || exit 1
trap 'rm -f "$errors"' EXIT
while [ $# -gt 0 ]; do
  sh -c "$1" sh \${2:+"$2"} </dev/null 2>"$errors"; code=$?
  shift 2
  printf '\\n%s errors\\n' "$mark"
  cat "$errors"
  printf '\\n%s exit %s\\n' "$mark" "$code"
done
`;

/**
 * Runs all readers as root in one round trip and parses what they print. `parameters`: by the readers' names,
 * what those get that take one. Throws a HostError that names the reader whose output is unusable.
 */
export async function readFacts<Readers extends FactReaders>(
  connection: HostConnection,
  readers: Readers,
  signal?: AbortSignal,
  parameters: Readonly<Record<string, string>> = {},
): Promise<FactsOf<Readers>> {
  const entries = Object.entries(readers);
  const mark = `--${randomBytes(12).toString("hex")}--`;
  const args = [mark, ...entries.flatMap(([name, { script }]) => [script, parameters[name] ?? ""])];
  const text = await runOk(connection, "The host could not be read", BATCH, { args, signal });
  const outputs = splitOutputs(text, mark);
  const facts = entries.map(([name, reader], index) => {
    const output = outputs[index];
    if (output === undefined) throw unreadable(connection, name, "no output");
    try {
      return [name, reader.parse(output)];
    } catch (cause) {
      throw unreadable(connection, name, `${output.stdout}${output.stderr}`, cause);
    }
  });
  return Object.fromEntries(facts);
}

/** The outputs of a batch, in order. */
function splitOutputs(text: string, mark: string): readonly FactOutput[] {
  const pattern = new RegExp(`([\\s\\S]*?)\\n${mark} errors\\n([\\s\\S]*?)\\n${mark} exit (\\d+)\\n`, "g");
  return [...text.matchAll(pattern)].map(([, stdout = "", stderr = "", code]) => ({
    code: Number(code),
    stdout,
    stderr,
  }));
}

function unreadable({ host }: HostConnection, name: string, output: string, cause?: unknown): HostError {
  return new HostError({
    what: `What the host says about ${name} could not be understood`,
    host,
    found: output.slice(0, 2_000),
    next: "report this with the output above",
    cause,
  });
}
