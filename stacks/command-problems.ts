import { pinnedPublicKey } from "../components/command-connection.ts";
import {
  type ConnectionSettings,
  connectionSettingsSchema,
  pinsOf,
} from "../host/connection/ssh-config/connection-settings.ts";
import { resolveTarget } from "../host/connection/ssh-config/target.ts";
import { HostError } from "../host/model/errors.ts";
import { isObject, type Properties } from "../provider/contract/properties.ts";
import { withAbsolutePaths } from "./connection-files.ts";

/**
 * Why own commands cannot be run over the connection, with the path of the setting; nothing without commands.
 * The other settings may be wrong, too: what they have wrong is reported elsewhere. Reads the ssh
 * configuration, as a connection would.
 */
export function commandProblems({ commands, connection }: Properties, folder: string): readonly string[] {
  if (!isObject(commands) || !Object.values(commands).some(isNotEmpty) || !isObject(connection)) return [];
  return [...keyProblems(connection), ...wayProblems(withAbsolutePaths(connection, folder))];
}

function isNotEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

function keyProblems({ hostKey }: Properties): readonly string[] {
  if (!connectionSettingsSchema.shape.hostKey.safeParse(hostKey).success) return [];
  if (pinnedPublicKey(pinsOf(String(hostKey ?? ""))) !== undefined) return [];
  return [
    "connection.hostKey: own commands need the host's public key here (ssh-ed25519 AAAA…); a fingerprint or known_hosts is not enough for them",
  ];
}

function wayProblems(connection: Properties): readonly string[] {
  const parsed = connectionSettingsSchema.safeParse(connection);
  if (!parsed.success) return [];
  const problem = wayProblem(parsed.data);
  return problem === undefined ? [] : [problem];
}

function wayProblem(settings: ConnectionSettings): string | undefined {
  try {
    const { via } = resolveTarget(settings);
    if (via === undefined) return undefined;
    return `connection.proxyJump: own commands cannot go through a jump host (${via.label})`;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return `connection: ${error.problem.what}`;
  }
}
