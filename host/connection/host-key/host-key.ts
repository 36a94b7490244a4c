import { readFileSync } from "node:fs";
import type { ServerHostKeyAlgorithm } from "ssh2";
import { HostError } from "../../model/errors.ts";
import type { Target } from "../ssh-config/target.ts";
import { changedKey, type HostKeyError, notPinned, revokedKey, unknownKey } from "./host-key-errors.ts";
import {
  fingerprint,
  judgeHostKey,
  type KnownHostLine,
  keyType,
  knownKeyTypes,
  parseKnownHosts,
} from "./known-hosts.ts";
import { appendKnownHost } from "./known-hosts-file.ts";

/** Decides whether a host is the one that is meant. */
export interface HostKeyCheck {
  /**
   * What to ask the host for: keys that are known first, otherwise a key of another type would look like a
   * change.
   */
  readonly algorithms: ServerHostKeyAlgorithm[];
  readonly accepts: (key: Buffer) => boolean;
  /** Why the last key was not accepted. */
  readonly refusal: () => HostKeyError | undefined;
  /** To be called once the host has proved that the key is its own: a new one is written down. */
  readonly remember: () => void;
}

/** Reads the known_hosts files of a target. Throws a HostError when one exists but cannot be read. */
export function hostKeyCheck(target: Target): HostKeyCheck {
  const { knownAs, files, pins, acceptNew } = target.hostKey;
  const lines = pins.length > 0 ? [] : files.flatMap((file) => readKnownHosts(target, file));
  const types = pins.length > 0 ? pins.map((pin) => pin.split(" ")[0] ?? "") : knownKeyTypes(lines, knownAs);
  let refusal: HostKeyError | undefined;
  let accepted: Buffer | undefined;
  const judge = (key: Buffer): HostKeyError | undefined => {
    if (pins.length > 0) return pins.some((pin) => isPinned(pin, key)) ? undefined : notPinned(target, key);
    // A key that was accepted as new stays the only one when the keys of the session are changed.
    if (accepted?.equals(key)) return undefined;
    const verdict = judgeHostKey(lines, knownAs, key);
    if (verdict.kind === "known") return undefined;
    if (verdict.kind === "revoked") return revokedKey(target, key, verdict.where);
    if (verdict.kind === "changed") return changedKey(target, key, verdict.expected);
    if (!acceptNew || accepted !== undefined) return unknownKey(target, key, verdict.certificates);
    accepted = key;
    return undefined;
  };
  return {
    algorithms: orderedAlgorithms(types),
    accepts: (key) => {
      refusal = judge(key);
      return refusal === undefined;
    },
    refusal: () => refusal,
    remember: () => {
      const file = files[0];
      if (accepted !== undefined && file !== undefined) appendKnownHost(target, file, accepted);
    },
  };
}

/** The signatures to ask for; a key of type ssh-rsa signs with SHA-2, never with SHA-1. */
export function orderedAlgorithms(types: readonly string[]): ServerHostKeyAlgorithm[] {
  const known = ALGORITHMS.filter((name) => types.includes(name.startsWith("rsa-") ? "ssh-rsa" : name));
  return [...known, ...ALGORITHMS.filter((name) => !known.includes(name))];
}

const ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];

function isPinned(pin: string, key: Buffer): boolean {
  if (pin.startsWith("SHA256:")) return pin.replace(/=+$/, "") === fingerprint(key);
  const [type, base64 = ""] = pin.split(" ");
  return type === keyType(key) && Buffer.from(base64, "base64").equals(key);
}

function readKnownHosts({ label }: Target, file: string): readonly KnownHostLine[] {
  try {
    return parseKnownHosts(readFileSync(file, "utf8"), file);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw new HostError({
      what: `The file ${file} cannot be read`,
      host: label,
      found: String(cause),
      next: "make it readable for you, or name another one with connection.knownHostsFile",
      cause,
    });
  }
}
