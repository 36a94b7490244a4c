import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A host's public key as it travels: the blob that begins with its type. */
export type KeyBlob = Uint8Array;

/** One line of a known_hosts file, sshd(8) SSH_KNOWN_HOSTS FILE FORMAT. */
export interface KnownHostLine {
  readonly marker: "none" | "cert-authority" | "revoked";
  /** The first field: patterns separated by commas, or one hashed name. */
  readonly names: string;
  readonly type: string;
  readonly key: KeyBlob;
  /** `file:line`. */
  readonly where: string;
}

export interface ExpectedKey {
  readonly type: string;
  readonly fingerprint: string;
  readonly where: string;
}

export type HostKeyVerdict =
  | { readonly kind: "known"; readonly where: string }
  /** `certificates`: where host certificates are trusted for this name, which are not supported. */
  | { readonly kind: "unknown"; readonly certificates: readonly string[] }
  | { readonly kind: "changed"; readonly expected: readonly ExpectedKey[] }
  | { readonly kind: "revoked"; readonly where: string };

/** Reads a known_hosts file; lines that are no entries count as comments, as ssh does. */
export function parseKnownHosts(text: string, file: string): readonly KnownHostLine[] {
  return text.split("\n").flatMap((line, index) => parseLine(line.trim(), `${file}:${index + 1}`) ?? []);
}

/**
 * Whether `key` is that of a host. `port` 22 is looked up by its plain name, another one as `[name]:port`,
 * and then, where that is not listed, by the plain name, which may only confirm (as ssh does).
 */
export function judgeHostKey(
  lines: readonly KnownHostLine[],
  host: { readonly name: string; readonly port: number },
  key: KeyBlob,
): HostKeyVerdict {
  const name = host.name.toLowerCase();
  const verdict = judgeName(lines, host.port === 22 ? name : `[${name}]:${host.port}`, key);
  if (verdict.kind !== "unknown" || host.port === 22) return verdict;
  const plain = judgeName(lines, name, key);
  return plain.kind === "known" || plain.kind === "revoked" ? plain : verdict;
}

/** The key types that are known for a host, in the order of the lines: these are to be asked for first. */
export function knownKeyTypes(
  lines: readonly KnownHostLine[],
  { name, port }: { readonly name: string; readonly port: number },
): readonly string[] {
  const plain = name.toLowerCase();
  const ownLines = (wanted: string) =>
    lines.filter((line) => line.marker === "none" && matchesNames(line.names, wanted));
  const own = port === 22 ? [] : ownLines(`[${plain}]:${port}`);
  return [...new Set((own.length > 0 ? own : ownLines(plain)).map(({ type }) => type))];
}

/** `SHA256:…` as ssh-keygen prints it. */
export function fingerprint(key: KeyBlob): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** The type at the beginning of a key blob, such as `ssh-ed25519`; empty when it is none. */
export function keyType(key: KeyBlob): string {
  const bytes = Buffer.from(key);
  return bytes.length < 4 ? "" : bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1");
}

function parseLine(line: string, where: string): KnownHostLine | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const fields = line.split(/[ \t]+/);
  const first = fields[0] ?? "";
  if (first.startsWith("@")) fields.shift();
  const marker = first.startsWith("@") ? first.slice(1) : "none";
  if (marker !== "none" && marker !== "cert-authority" && marker !== "revoked") return undefined;
  const [names, type, base64] = fields;
  if (names === undefined || type === undefined || base64 === undefined) return undefined;
  const key = Buffer.from(base64, "base64");
  return keyType(key) === type ? { marker, names, type, key, where } : undefined;
}

function judgeName(lines: readonly KnownHostLine[], name: string, key: KeyBlob): HostKeyVerdict {
  const own = lines.filter(({ names }) => matchesNames(names, name));
  const isIt = (line: KnownHostLine) => Buffer.compare(line.key, key) === 0;
  const revoked = own.find((line) => line.marker === "revoked" && isIt(line));
  if (revoked) return { kind: "revoked", where: revoked.where };
  const plain = own.filter(({ marker }) => marker === "none");
  const known = plain.find(isIt);
  if (known) return { kind: "known", where: known.where };
  if (plain.length > 0) {
    const expected = plain.map((line) => ({
      type: line.type,
      fingerprint: fingerprint(line.key),
      where: line.where,
    }));
    return { kind: "changed", expected };
  }
  const certificates = own.filter(({ marker }) => marker === "cert-authority").map(({ where }) => where);
  return { kind: "unknown", certificates };
}

/** A negated pattern that matches decides; otherwise one pattern must match. */
function matchesNames(names: string, name: string): boolean {
  if (names.startsWith("|")) return matchesHash(names, name);
  const patterns = names.toLowerCase().split(",");
  const negated = patterns.filter((pattern) => pattern.startsWith("!"));
  if (negated.some((pattern) => matchesPattern(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith("!") && matchesPattern(pattern, name));
}

/** `|1|salt|HMAC-SHA1(salt, name)`, both in base64. */
function matchesHash(names: string, name: string): boolean {
  const [, version, salt = "", hash = ""] = names.split("|");
  const wanted = Buffer.from(hash, "base64");
  const found = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest();
  return version === "1" && wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** `*` is any text, `?` any one character; brackets mean themselves. */
function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern.replaceAll(/[^*?]/g, (c) => c.replace(/[\\^$.|+()[\]{}/-]/, "\\$&"));
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(name);
}
