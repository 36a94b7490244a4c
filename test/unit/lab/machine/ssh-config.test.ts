import { expect, test } from "vitest";
import { knownHostsLine, sshConfig } from "../../../../lab/machine/ssh-config.ts";

const dev = {
  alias: "dev",
  user: "ops",
  port: 2201,
  identityFile: "/project/.lab/dev/id_ed25519",
  knownHostsFile: "/project/.lab/dev/known_hosts",
};

test("one block per instance, sorted, nothing trusted blindly", async () => {
  const ws2 = {
    ...dev,
    alias: "ws2",
    port: 2202,
    identityFile: "/my project/100%/id",
    knownHostsFile: "/kh",
  };
  await expect(sshConfig([ws2, dev])).toMatchFileSnapshot("../../../golden/lab/ssh_config");
});

test("no instance, no block", () => {
  expect(sshConfig([])).toBe("# Written by the lab; changes are lost.");
});

test("known_hosts names the forwarded port and drops the comment", () => {
  expect(knownHostsLine(2201, "ssh-ed25519 AAAAC3Nz lab\n")).toBe("[127.0.0.1]:2201 ssh-ed25519 AAAAC3Nz\n");
});
