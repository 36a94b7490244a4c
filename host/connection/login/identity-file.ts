import { readFileSync } from "node:fs";
import type { ParsedKey } from "ssh2";
import { messageOf } from "../../model/errors.ts";
import { ssh2 } from "./ssh2.ts";

/** What a private key file turned out to be. `publicKey` is a blob; the agent may have the private part. */
export type IdentityFile =
  | { readonly kind: "key"; readonly key: ParsedKey; readonly publicKey: Buffer }
  | { readonly kind: "missing" }
  | { readonly kind: "locked"; readonly reason: string; readonly publicKey: Buffer | undefined }
  | { readonly kind: "public"; readonly publicKey: Buffer }
  | { readonly kind: "unusable"; readonly reason: string };

/** Reads a private key file (or the public one, for a key that only the agent has). Never throws. */
export function readIdentityFile(path: string, passphrase: string | undefined): IdentityFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return missing ? { kind: "missing" } : { kind: "unusable", reason: messageOf(error) };
  }
  const plain = firstKey(text);
  if (!(plain instanceof Error)) return usable(plain);
  if (!/no passphrase given/.test(plain.message)) return { kind: "unusable", reason: plain.message };
  if (passphrase === undefined)
    return locked(path, "it needs a passphrase, and connection.passphrase is not set");
  const opened = firstKey(text, passphrase);
  return opened instanceof Error ? locked(path, "connection.passphrase does not open it") : usable(opened);
}

function usable(key: ParsedKey): IdentityFile {
  const publicKey = key.getPublicSSH();
  return key.isPrivateKey() ? { kind: "key", key, publicKey } : { kind: "public", publicKey };
}

/** The public key beside a locked file tells whether the agent has it. */
function locked(path: string, reason: string): IdentityFile {
  const beside = readIdentityFile(`${path}.pub`, undefined);
  return { kind: "locked", reason, publicKey: beside.kind === "public" ? beside.publicKey : undefined };
}

function firstKey(text: string, passphrase?: string): ParsedKey | Error {
  const result = ssh2.utils.parseKey(text, passphrase);
  const key = [result].flat()[0];
  return key ?? new Error("it holds no key");
}
