import { HostError } from "../../model/errors.ts";
import { quote } from "../shell/quote.ts";
import type { Target } from "../ssh-config/target.ts";
import { type ExpectedKey, fingerprint, keyType } from "./known-hosts.ts";
import { knownHostName } from "./known-hosts-file.ts";

/** The host's key is not one to be trusted: another attempt to connect would end the same way. */
export class HostKeyError extends HostError {
  override readonly name = "HostKeyError";
}

/** The host has no entry: tells how to check its key and how to write it down. */
export function unknownKey(target: Target, key: Buffer, certificates: readonly string[]): HostKeyError {
  const { hostKey, hostName, port, via } = target;
  const file = hostKey.files[0] ?? "~/.ssh/known_hosts";
  const type = scanType(key);
  const scan = `ssh-keyscan -p ${port} -t ${type} ${shown(hostName)} >> ${shown(file)}`;
  const remember =
    via === undefined && hostKey.knownAs.name === hostName
      ? `run \`${scan}\`, or set connection.hostKey to "${fingerprint(key)}"`
      : `set connection.hostKey to "${fingerprint(key)}", or connect once with ssh`;
  const trusted =
    certificates.length === 0
      ? ""
      : `\nhost certificates (@cert-authority, ${certificates.join(", ")}) are not supported`;
  return new HostKeyError({
    what: "The host's key is not known, so that it may be any host",
    host: target.label,
    expected: `a key for ${nameOf(target)} in ${hostKey.files.join(", ") || "a known_hosts file"}`,
    found: `${keyType(key)} ${fingerprint(key)}${trusted}`,
    next: `compare this with what \`ssh-keygen -lf /etc/ssh/ssh_host_${type}_key.pub\` prints on the host; when it is the same, ${remember}`,
  });
}

/** The host has entries, and none of them is the key. */
export function changedKey(target: Target, key: Buffer, expected: readonly ExpectedKey[]): HostKeyError {
  const files = [...new Set(expected.map(({ where }) => where.replace(/:\d+$/, "")))];
  const remove = files.map((file) => `ssh-keygen -R ${shown(nameOf(target))} -f ${shown(file)}`).join("; ");
  return new HostKeyError({
    what: "The host's key has changed: this is another host, or something intercepts the connection",
    host: target.label,
    expected: expected.map(({ type, fingerprint, where }) => `${type} ${fingerprint} (${where})`).join(", "),
    found: `${keyType(key)} ${fingerprint(key)}`,
    next: `if you know that the host has a new key (it was reinstalled), run \`${remove}\` and make the new key known`,
  });
}

/** The settings say which keys may be, and this is none of them. */
export function notPinned(target: Target, key: Buffer): HostKeyError {
  return new HostKeyError({
    what: "The host's key is not the one that connection.hostKey demands",
    host: target.label,
    expected: target.hostKey.pins.map(pinText).join(", "),
    found: `${keyType(key)} ${fingerprint(key)}`,
    next: "find out why; if you know that this is the host's key, correct connection.hostKey",
  });
}

/** The key is listed as one that must not be trusted any more. */
export function revokedKey(target: Target, key: Buffer, where: string): HostKeyError {
  return new HostKeyError({
    what: "The host's key is marked as revoked, so that it proves nothing",
    host: target.label,
    found: `${keyType(key)} ${fingerprint(key)} (${where})`,
    next: "give the host a new key, and make that known",
  });
}

function nameOf({ hostKey }: Target): string {
  return knownHostName(hostKey.knownAs.name, hostKey.knownAs.port);
}

/** A pinned key as type and fingerprint, to be compared by eye. */
function pinText(pin: string): string {
  const [type, base64] = pin.split(" ");
  return base64 === undefined ? pin : `${type} ${fingerprint(Buffer.from(base64, "base64"))}`;
}

function scanType(key: Buffer): string {
  return keyType(key).replace(/^ssh-/, "").replace(/-.*/, "");
}

/** A word for a command that users copy: quoted only where needed. */
function shown(word: string): string {
  return /^[\w./:@%+-]+$/.test(word) ? word : quote([word]);
}
