import { describe, expect, it } from "vitest";
import {
  connectionSecrets,
  connectionSettingsSchema,
  parseConnectionSettings,
} from "../../../../../host/connection/ssh-config/connection-settings.ts";

const KEY = `ssh-ed25519 ${"AAAAC3NzaC1lZDI1NTE5AAAAI".padEnd(68, "x")}`;
const FINGERPRINT = `SHA256:${"x".repeat(43)}`;

describe("connection settings", () => {
  it("may all be strings", () => {
    const settings = { host: "ws1", port: "2222", connectTimeout: "2.5", agent: "false", user: "ops" };
    expect(parseConnectionSettings(settings)).toEqual({ ...settings, port: 2222, connectTimeout: 2.5 });
  });

  it.each([
    ["host", "192.168.1.5"],
    ["host", "fe80::1%eth0"],
    ["host", "ws-1.example.org"],
    ["port", 22],
    ["user", "first.last"],
    ["agent", true],
    ["agent", "/run/user/1000/agent"],
    ["password", "any 'thing' $x"],
    ["hostKey", KEY],
    ["hostKey", `${KEY} root@ws1\n  ${FINGERPRINT}\n`],
    ["hostKeyPolicy", "accept-new"],
    ["proxyJump", "ops@bastion:2222,other"],
    ["proxyJump", "none"],
  ])("%s may be %j", (name, value) => {
    expect(parseConnectionSettings({ host: "ws1", [name]: value })).toHaveProperty(name);
  });

  it.each([
    ["host", "-oProxyCommand=id"],
    ["host", ""],
    ["host", "a b"],
    ["host", "a\nb"],
    ["host", "a\u0007"],
    ["host", "ops@ws1"],
    ["host", "ws1;id"],
    ["user", "-l"],
    ["user", "a b"],
    ["user", ""],
    ["port", "0"],
    ["port", "65536"],
    ["port", "22a"],
    ["port", "2.5"],
    ["port", ""],
    ["identityFile", ""],
    ["identityFile", "a\nb"],
    ["agent", ""],
    ["sudoPassword", "a\nb"],
    ["hostKey", "anything"],
    ["hostKey", "SHA256:short"],
    ["hostKey", `${KEY}\nnonsense`],
    ["hostKeyPolicy", "off"],
    ["hostKeyPolicy", "no"],
    ["proxyJump", "-J"],
    ["proxyJump", "a b"],
    ["connectTimeout", "0"],
    ["connectTimeout", "soon"],
  ])("%s may not be %j, which is told", (name, value) => {
    expect(() => parseConnectionSettings({ host: "ws1", [name]: value })).toThrow(
      new RegExp(`vfio:${name}: `),
    );
  });

  it("are complained about all at once, without their values", () => {
    const wrong = { port: "big", sudoPassword: "se\ncret", hostKeyPolicy: "off", hots: "ws1" };
    const message = () => parseConnectionSettings(wrong);
    expect(message).toThrow(
      [
        "The connection settings are not valid.",
        "Found:",
        "  vfio:host: is missing",
        "  vfio:port: must be a number",
        "  vfio:sudoPassword: must be one line",
        '  vfio:hostKeyPolicy: must be "strict" or "accept-new"',
        "  vfio:hots: there is no such setting",
        "Next: ",
      ].join("\n"),
    );
    expect(message).not.toThrow(/cret/);
  });

  it("are all described, and the secret ones known", () => {
    for (const [name, schema] of Object.entries(connectionSettingsSchema.shape)) {
      expect(schema.description, name).toMatch(/\.$/);
    }
    expect(connectionSecrets).toEqual(["passphrase", "password", "sudoPassword"]);
  });
});
