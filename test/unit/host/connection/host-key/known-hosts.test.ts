import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderedAlgorithms } from "../../../../../host/connection/host-key/host-key.ts";
import {
  fingerprint,
  judgeHostKey,
  keyType,
  knownKeyTypes,
  parseKnownHosts,
} from "../../../../../host/connection/host-key/known-hosts.ts";

/** A key blob that is as good as a real one for being compared. */
function key(type: string, seed: number): Buffer {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.alloc(40, seed)]);
}

function line(names: string, blob: Buffer, marker = ""): string {
  return `${marker}${names} ${keyType(blob)} ${blob.toString("base64")} comment`;
}

function hashedName(name: string): string {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

const ours = key("ssh-ed25519", 1);
const other = key("ssh-ed25519", 2);
const rsa = key("ssh-rsa", 3);

function verdict(text: string, name: string, port = 22, blob = ours): string {
  return judgeHostKey(parseKnownHosts(text, "kh"), { name, port }, blob).kind;
}

describe("a known_hosts line", () => {
  it.each([
    ["ws1", "ws1", 22, "known"],
    ["ws1", "WS1", 22, "known"],
    ["WS1", "ws1", 22, "known"],
    ["ws1", "ws12", 22, "unknown"],
    ["other,ws1,192.168.1.5", "192.168.1.5", 22, "known"],
    ["[ws1]:2222", "ws1", 2222, "known"],
    ["[ws1]:2222", "ws1", 22, "unknown"],
    ["[ws1]:2222", "ws1", 2223, "unknown"],
    ["ws1", "ws1", 2222, "known"],
    ["*.example.org", "ws1.example.org", 22, "known"],
    ["*.example.org", "example.org", 22, "unknown"],
    ["*.example.org", "ws1.exampleXorg", 22, "unknown"],
    ["ws?", "ws1", 22, "known"],
    ["ws?", "ws", 22, "unknown"],
    ["*,!ws1", "ws1", 22, "unknown"],
    ["!ws1,*", "ws2", 22, "known"],
    ["!ws1", "ws2", 22, "unknown"],
    ["[*]:2222", "ws1", 2222, "known"],
    [hashedName("ws1"), "ws1", 22, "known"],
    [hashedName("ws1"), "ws2", 22, "unknown"],
    [hashedName("[ws1]:2222"), "ws1", 2222, "known"],
    ["|2|abc|def", "ws1", 22, "unknown"],
    ["fe80::1", "fe80::1", 22, "known"],
  ])("for %s makes %s port %i %s", (names, name, port, kind) => {
    expect(verdict(line(names, ours), name, port)).toBe(kind);
  });

  it.each([
    ["a comment", `# ${line("ws1", ours)}`],
    ["an unknown marker", line("ws1", ours, "@future ")],
    ["a key whose type is another", `ws1 ssh-rsa ${ours.toString("base64")}`],
    ["no key", "ws1 ssh-ed25519"],
    ["bits of an old RSA key", "ws1 1024 35 1234567890"],
    ["nothing", ""],
  ])("that holds %s does not count", (_, text) => {
    expect(verdict(text, "ws1")).toBe("unknown");
  });
});

describe("the verdict", () => {
  it("is changed when other keys are known, also of another type, and says where", () => {
    const lines = parseKnownHosts(`\n${line("ws1", other)}\n${line("*", rsa)}`, "/kh");
    expect(judgeHostKey(lines, { name: "ws1", port: 22 }, ours)).toEqual({
      kind: "changed",
      expected: [
        { type: "ssh-ed25519", fingerprint: fingerprint(other), where: "/kh:2" },
        { type: "ssh-rsa", fingerprint: fingerprint(rsa), where: "/kh:3" },
      ],
    });
  });

  it("is known when one of several keys is it", () => {
    expect(verdict(`${line("ws1", other)}\n${line("ws1", ours)}`, "ws1")).toBe("known");
  });

  it("of the plain name cannot be a change for another port", () => {
    expect(verdict(line("ws1", other), "ws1", 2222)).toBe("unknown");
    expect(verdict(`${line("ws1", ours)}\n${line("[ws1]:2222", other)}`, "ws1", 2222)).toBe("changed");
  });

  it("is revoked whatever else is known, for this key only", () => {
    const text = `${line("ws1", ours)}\n${line("*", ours, "@revoked ")}`;
    expect(verdict(text, "ws1")).toBe("revoked");
    expect(verdict(`${line("ws1", ours)}\n${line("*", other, "@revoked ")}`, "ws1")).toBe("known");
  });

  it("of a certificate authority is unknown, and names the line", () => {
    const lines = parseKnownHosts(line("*", ours, "@cert-authority "), "/kh");
    expect(judgeHostKey(lines, { name: "ws1", port: 22 }, ours)).toEqual({
      kind: "unknown",
      certificates: ["/kh:1"],
    });
  });

  it("never trusts a key that is in no line", () => {
    const names = fc.constantFrom(
      "ws1",
      "*",
      "[*]:*",
      "w?1",
      hashedName("ws1"),
      "!ws1,*",
      "@",
      "|1|",
      "[ws1]:22",
    );
    const marker = fc.constantFrom("", "@cert-authority ", "@revoked ", "@x ");
    const lines = fc.array(fc.tuple(names, marker, fc.integer({ min: 2, max: 9 })), { maxLength: 6 });
    fc.assert(
      fc.property(lines, fc.constantFrom(22, 2222), fc.string(), (entries, port, noise) => {
        const text = entries
          .map(([name, mark, seed]) => line(name, key("ssh-ed25519", seed), mark))
          .join("\n");
        expect(verdict(`${text}\n${noise}`, "ws1", port)).not.toBe("known");
      }),
    );
  });

  it("does not depend on what else is in the file", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (before, after) => {
        const rest = (lines: readonly string[]) => lines.map((text) => `#${text.replaceAll("\n", " ")}`);
        const text = [...rest(before), line("ws1", ours), ...rest(after)].join("\n");
        expect(verdict(text, "ws1")).toBe("known");
      }),
    );
  });
});

describe("the keys that a host is asked for", () => {
  const lines = parseKnownHosts(
    `${line("ws1", rsa)}\n${line("[ws1]:2222", other)}\n${line("*", ours, "@revoked ")}`,
    "kh",
  );

  it("are first those that are known of it", () => {
    expect(knownKeyTypes(lines, { name: "ws1", port: 22 })).toEqual(["ssh-rsa"]);
    expect(knownKeyTypes(lines, { name: "ws1", port: 2222 })).toEqual(["ssh-ed25519"]);
    expect(knownKeyTypes(lines, { name: "ws2", port: 22 })).toEqual([]);
    expect(orderedAlgorithms(["ssh-rsa"]).slice(0, 3)).toEqual([
      "rsa-sha2-512",
      "rsa-sha2-256",
      "ssh-ed25519",
    ]);
  });

  it("never sign with SHA-1", () => {
    for (const types of [[], ["ssh-rsa"], ["ssh-ed25519", "ssh-dss"]]) {
      const names: readonly string[] = orderedAlgorithms(types);
      expect(names).toHaveLength(6);
      expect(names).not.toContain("ssh-rsa");
    }
  });
});
