import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HostConnection } from "../../host/connection/connection.ts";
import { openConnection } from "../../host/connection/open.ts";
import { startSshd, type TestSshd } from "./sshd.ts";

let sshd: TestSshd;
let connection: HostConnection;
beforeAll(async () => {
  sshd = await startSshd();
  connection = await openConnection(sshd.settings());
});
afterAll(async () => {
  await connection?.close();
  await sshd?.stop();
});

describe("a script", () => {
  it("gets arguments and input, and gives its output and exit code", async () => {
    const result = await connection.run('printf "%s|" "$@"; cat; echo no >&2; exit 3', {
      args: ["a b", "it's", "$HOME", "-n", ""],
      stdin: "line\n",
    });
    expect(result).toEqual({ code: 3, stdout: "a b|it's|$HOME|-n||line\n", stderr: "no\n" });
  });
});
