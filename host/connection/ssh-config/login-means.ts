import { join } from "node:path";
import type { ConnectionSettings } from "./connection-settings.ts";
import { expandPath, type SshHostConfig, type Surroundings } from "./ssh-config.ts";

export interface LoginMeans {
  readonly identities: readonly Identity[];
  /** Only those keys of the agent that are also among the identities. */
  readonly identitiesOnly: boolean;
  readonly agentSocket: string | undefined;
  readonly passphrase: string | undefined;
  readonly password: string | undefined;
}

export interface Identity {
  readonly path: string;
  /** Named in the settings: it must exist. */
  readonly required: boolean;
}

/**
 * What to log in with: at the host itself (`main`) or at one on the way to it. The password of the settings
 * is for the host itself; their key also serves those on the way that have none of their own.
 */
export function loginMeans(
  settings: ConnectionSettings,
  config: SshHostConfig,
  surroundings: Surroundings,
  main: boolean,
): LoginMeans {
  const own = settings.identityFile && expandPath(settings.identityFile, surroundings);
  const named = own && (main || config.identityFiles.length === 0) ? [{ path: own, required: true }] : [];
  const configured = config.identityFiles.map((path) => ({ path, required: false }));
  const usual = ["id_ed25519", "id_ecdsa", "id_rsa"].map((name) => join(surroundings.home, ".ssh", name));
  const identities = [...named, ...configured];
  return {
    identities: identities.length > 0 ? identities : usual.map((path) => ({ path, required: false })),
    identitiesOnly: config.identitiesOnly,
    agentSocket: agentSocket(settings, config, surroundings),
    passphrase: settings.passphrase,
    password: main ? settings.password : undefined,
  };
}

function agentSocket(settings: ConnectionSettings, config: SshHostConfig, surroundings: Surroundings) {
  const { agent } = settings;
  if (agent === "false") return undefined;
  if (agent !== undefined && agent !== "true") return expandPath(agent, surroundings);
  if (config.identityAgent === "none") return undefined;
  return config.identityAgent ?? (surroundings.env.SSH_AUTH_SOCK || undefined);
}
