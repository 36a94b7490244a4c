import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { openConnection } from "../../host/connection/open.ts";
import { connected } from "./connected.ts";
import { createUser } from "./users.ts";

const server = connected();

describe("a script", () => {
  it("gets arguments and input, and gives its output and exit code", async () => {
    const result = await server.connection.run('printf "%s|" "$@"; cat; echo no >&2; exit 3', {
      args: ["a b", "it's", "$HOME", "-n", "", "\\'\\", "a\nb", "`id`", "é€😀"],
      stdin: "line\n",
    });
    const stdout = "a b|it's|$HOME|-n||\\'\\|a\nb|`id`|é€😀|line\n";
    expect(result).toEqual({ code: 3, stdout, stderr: "no\n" });
  });

  it("that warns but exits with 0 is well, and output is not trimmed", async () => {
    const result = await server.connection.run("printf '\\n  text \\n\\n'; echo warning >&2");
    expect(result).toEqual({ code: 0, stdout: "\n  text \n\n", stderr: "warning\n" });
  });

  it("has no input, the language C, and PATH with the sbin folders", async () => {
    const { stdout } = await server.connection.run('cat; echo "$LC_ALL"; echo "$PATH"; echo "$0 $#"');
    const [language, path = "", own] = stdout.split("\n");
    expect(language).toBe("C");
    expect(path.split(":")).toEqual(expect.arrayContaining(["/usr/sbin", "/sbin", "/usr/bin"]));
    expect(own).toBe("sh 0");
  });

  it("that a signal ends has the code that shells give it", async () => {
    expect((await server.connection.run("kill -9 $$")).code).toBe(137);
  });

  it("may leave its input unread", async () => {
    const result = await server.connection.run("exit 4", { stdin: Buffer.alloc(5_000_000) });
    expect(result.code).toBe(4);
    expect((await server.connection.run("echo well")).stdout).toBe("well\n");
  });

  it("takes 5 MB of any bytes in, and gives 5 MB out", async () => {
    const bytes = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => index % 251));
    const sum = await server.connection.run("wc -c; cat >/dev/null", { stdin: bytes });
    expect(sum.stdout.trim()).toBe("5000000");
    const large = await server.connection.run(
      "head -c 5000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero | tr '\\0' y >&2",
    );
    expect(large.stdout).toBe("x".repeat(5_000_000));
    expect(large.stderr).toBe("y".repeat(3_000_000));
  });

  it("may write characters in pieces", async () => {
    const { stdout } = await server.connection.run(
      "printf '\\342'; sleep 0.2; printf '\\202'; sleep 0.2; printf '\\254'",
    );
    expect(stdout).toBe("€");
  });

  it("tells its lines as they come", async () => {
    const lines: [string, number][] = [];
    const start = performance.now();
    await server.connection.run(
      "printf 'one\\ntw'; sleep 0.5; printf 'o\\n\\342'; sleep 0.3; printf '\\202\\254\\nrest'",
      {
        onLine: (line) => lines.push([line, performance.now() - start]),
      },
    );
    expect(lines.map(([line]) => line)).toEqual(["one", "two", "€"]);
    expect((lines[1]?.[1] ?? 0) - (lines[0]?.[1] ?? 0)).toBeGreaterThan(300);
  });

  it("cannot be given NUL, nor more than a command line holds", async () => {
    await expect(server.connection.run("true", { args: ["a\0b"] })).rejects.toThrow(/NUL/);
    await expect(server.connection.run("true", { args: ["x".repeat(140_000)] })).rejects.toThrow(/too long/);
    const long = "x".repeat(120_000);
    expect((await server.connection.run('printf %s "$1"', { args: [long] })).stdout).toBe(long);
  });
});

describe("a login", () => {
  it("may print what it likes", async () => {
    const user = createUser({ shell: "/bin/bash" });
    writeFileSync(join(user.home, ".bashrc"), "echo welcome; echo trouble >&2\n");
    const other = await openConnection(server.sshd.settings({ user: user.name }));
    const lines: string[] = [];
    const result = await other.run("echo out; echo err >&2", {
      as: "login",
      onLine: (line) => lines.push(line),
    });
    await other.close();
    user.remove();
    expect(result).toEqual({ code: 0, stdout: "out\n", stderr: "err\n" });
    expect(lines).toEqual(["out"]);
  });

  it("that runs something else is an error with what it said", async () => {
    const user = createUser({ shell: "/usr/sbin/nologin" });
    const other = await openConnection(server.sshd.settings({ user: user.name }));
    const failure = await other.run("true", { as: "login" }).catch(String);
    await other.close();
    user.remove();
    expect(failure).toContain(`The host does not run commands for ${user.name}`);
    expect(failure).toContain("This account is currently not available.");
  });
});
