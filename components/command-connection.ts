import { existsSync, readFileSync } from "node:fs";
import type { types } from "@pulumi/command";
import { RunError } from "@pulumi/pulumi";
import { parseConnectionSettings } from "../host/connection/ssh-config/connection-settings.ts";
import { resolveTarget, type Target } from "../host/connection/ssh-config/target.ts";
import { HostError, messageOf } from "../host/model/errors.ts";

/**
 * The connection of a `remote.Command` of @pulumi/command to the same host, with the same login and its
 * pinned key. That plugin knows neither ssh configurations nor known_hosts files, so they are resolved here.
 * Throws a RunError, which Pulumi shows without a stack trace, when the host's key is not pinned as a public
 * key, because the plugin would then trust any host, and for a way through other hosts.
 */
export function commandConnection(
  settings: Readonly<Record<string, unknown>>,
): types.input.remote.ConnectionArgs {
  try {
    return connectionTo(resolveTarget(parseConnectionSettings(settings)));
  } catch (error) {
    throw error instanceof HostError ? new RunError(error.message) : error;
  }
}

/** The first public key among pinned keys and fingerprints; @pulumi/command knows no other pins. */
export function pinnedPublicKey(pins: readonly string[]): string | undefined {
  return pins.find((pin) => !pin.startsWith("SHA256:"));
}

function connectionTo(target: Target): types.input.remote.ConnectionArgs {
  const { hostName, port, user, hostKey, login, via } = target;
  const pinned = pinnedPublicKey(hostKey.pins);
  if (pinned === undefined) throw notPinned(target);
  if (via !== undefined) throw throughOthers(target);
  const identity = login.identities.find(({ path }) => existsSync(path));
  return {
    host: hostName,
    port,
    user,
    hostKey: pinned,
    ...(identity && { privateKey: privateKeyIn(identity.path) }),
    ...(login.passphrase !== undefined && { privateKeyPassword: login.passphrase }),
    ...(login.password !== undefined && { password: login.password }),
    ...(login.agentSocket !== undefined && { agentSocketPath: login.agentSocket }),
  };
}

function privateKeyIn(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new HostError({
      what: `The private key file ${path} cannot be read, and own commands need it`,
      found: messageOf(cause),
      next: "let your user read it, or set connection.identityFile",
      cause,
    });
  }
}

function notPinned({ label, hostName, port }: Target): HostError {
  return new HostError({
    what: "Own commands need the host's public key",
    host: label,
    expected:
      "connection.hostKey with a public key (ssh-ed25519 AAAA…); a fingerprint or known_hosts is not enough for @pulumi/command",
    next: `compare \`ssh-keyscan -t ed25519 -p ${port} ${hostName}\` with the key on the host, and set it`,
  });
}

function throughOthers({ label }: Target): HostError {
  return new HostError({
    what: "Own commands cannot go through a jump host",
    host: label,
    next: "take the commands out, or run them from a machine that reaches the host directly",
  });
}
