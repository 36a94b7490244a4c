import { expect, test } from "vitest";
import { acquireSettings, debianSources } from "../../../../lab/image/sources.ts";

const KEY = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]";

test("Debian's own main sources of the suite are kept, others are not", () => {
  const targets = [
    "http://deb.example/debian/ bookworm main Debian",
    "http://deb.example/debian/ bookworm contrib Debian",
    "http://deb.example/debian/ bookworm-updates main Debian",
    "http://deb.example/security/ bookworm-security main Debian",
    "http://deb.example/debian/ bookworm-backports main Debian",
    "https://other.example/apt/ bookworm main Other",
    "https://node.example/ nodistro main Node",
    "",
  ].join("\n");
  expect(debianSources(targets, "bookworm")).toBe(
    [
      `deb ${KEY} http://deb.example/debian/ bookworm main`,
      `deb ${KEY} http://deb.example/debian/ bookworm-updates main`,
      `deb ${KEY} http://deb.example/security/ bookworm-security main`,
      "",
    ].join("\n"),
  );
});

test("before the first update apt does not know the origin yet", () => {
  expect(debianSources("http://deb.example/debian/ bookworm main $(ORIGIN)\n", "bookworm")).toBe(
    `deb ${KEY} http://deb.example/debian/ bookworm main\n`,
  );
});

test.each([
  ["nothing", ""],
  ["another release", "http://deb.example/debian/ trixie main Debian\n"],
  ["updates without the release itself", "http://deb.example/debian/ bookworm-updates main Debian\n"],
])("%s is no source", (_, targets) => {
  expect(debianSources(targets, "bookworm")).toBe("");
});

test("how to fetch is taken over, where to and what to run is not", () => {
  const dump = [
    'APT::Architecture "amd64";',
    'Acquire "";',
    'Acquire::http "";',
    'Acquire::http::Proxy "http://proxy.example:3142";',
    'Acquire::https::CAInfo "/etc/ssl/own.pem";',
    'Acquire::https::deb.example::Verify-Peer "true";',
    'Acquire::Check-Valid-Until "false";',
    'Acquire::Languages "none";',
    'DPkg::Post-Invoke:: "rm -rf /var/cache/apt";',
  ].join("\n");
  expect(acquireSettings(dump)).toEqual([
    'Acquire::http::Proxy "http://proxy.example:3142";',
    'Acquire::https::CAInfo "/etc/ssl/own.pem";',
    'Acquire::https::deb.example::Verify-Peer "true";',
    'Acquire::Check-Valid-Until "false";',
  ]);
});
