import { describe, expect, it } from "vitest";
import { readFacts } from "../../host/read/engine/batch.ts";
import type { FactOutput } from "../../host/read/engine/fact-reader.ts";
import { connected } from "./connected.ts";

const server = connected();

describe("a batch of facts", () => {
  const whole = (script: string) => ({ script, parse: (output: FactOutput) => output });

  it("comes with every reader's output, errors and exit code", async () => {
    const facts = await readFacts(server.connection, {
      plain: whole("echo one; echo '  two'"),
      silent: whole("exit 3"),
      failing: whole("printf 'no end'; echo 'a warning' >&2; exit 1"),
      missing: whole("no-such-program --version"),
      greedy: whole("cat"),
      quoted: whole('printf "%s\\n" "it\'s \\"$HOME\\" \\\\" `echo sub`'),
      binary: whole("head -c 200000 /dev/zero | tr '\\0' '\\n'"),
    });
    expect(facts.plain).toEqual({ code: 0, stdout: "one\n  two\n", stderr: "" });
    expect(facts.silent).toEqual({ code: 3, stdout: "", stderr: "" });
    expect(facts.failing).toEqual({ code: 1, stdout: "no end", stderr: "a warning\n" });
    expect(facts.missing).toMatchObject({ code: 127, stderr: expect.stringContaining("not found") });
    expect(facts.greedy).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(facts.quoted.stdout).toBe(`it's "${server.sshd.folder}" \\\nsub\n`);
    expect(facts.binary.stdout).toBe("\n".repeat(200_000));
  });

  it("names the reader that cannot understand its output", async () => {
    const parse = () => {
      throw new Error("not a number");
    };
    const failure = await readFacts(server.connection, { memory: { script: "echo much", parse } }).catch(
      String,
    );
    expect(failure).toContain("What the host says about memory could not be understood");
    expect(failure).toContain("much");
  });
});
