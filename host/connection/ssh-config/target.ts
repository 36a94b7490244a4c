import { existsSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { HostError, messageOf } from "../../model/errors.ts";
import { type ConnectionSettings, pinsOf } from "./connection-settings.ts";
import { type LoginMeans, loginMeans } from "./login-means.ts";
import { type Place, parsePlace } from "./login-name.ts";
import {
  expandPath,
  readSshConfig,
  type SshHostConfig,
  type Surroundings,
  sshHostConfig,
} from "./ssh-config.ts";

/** All there is to know for connecting to one host, or to one on the way to it. */
export interface Target {
  /** As users know it: `ops@ws1:22`. */
  readonly label: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly hostKey: HostKeyRules;
  readonly login: LoginMeans;
  readonly timeoutMs: number;
  /** The host to go through. */
  readonly via: Target | undefined;
}

export interface HostKeyRules {
  /** The name and port that known_hosts files are searched for. */
  readonly knownAs: { readonly name: string; readonly port: number };
  /** Searched in this order; a new key is appended to the first. */
  readonly files: readonly string[];
  /** Public keys and fingerprints; with any of them, the files do not count. */
  readonly pins: readonly string[];
  readonly acceptNew: boolean;
}

/**
 * Completes the settings with what the ssh configuration says. Throws a HostError for what is not supported
 * or cannot be read.
 */
export function resolveTarget(settings: ConnectionSettings, surroundings = currentSurroundings()): Target {
  const path = settings.sshConfigFile && expandPath(settings.sshConfigFile, surroundings);
  const usual = join(surroundings.home, ".ssh", "config");
  const configText = path
    ? configOf(path, surroundings)
    : existsSync(usual)
      ? configOf(usual, surroundings)
      : "";
  return targetOf({ settings, configText, surroundings, main: true }, settings, settings.proxyJump, []);
}

/** Who runs this program. */
function currentSurroundings(): Surroundings {
  return { home: homedir(), localUser: localUser(), env: process.env };
}

/** A user id may be without a name, as in containers. */
function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? "root";
  }
}

interface Resolution {
  readonly settings: ConnectionSettings;
  readonly configText: string;
  readonly surroundings: Surroundings;
  /** Whether this is the host itself, not one on the way. */
  readonly main: boolean;
}

function targetOf(
  resolution: Resolution,
  place: Place,
  jump: string | undefined,
  seen: readonly string[],
): Target {
  const { settings, configText, surroundings, main } = resolution;
  const config = sshHostConfig(configText, place.host, place, surroundings);
  const port = config.port ?? 22;
  const user = config.user ?? surroundings.localUser;
  const label = `${user}@${place.host}:${port}`;
  const proxyJump = jump ?? config.proxyJump;
  if (proxyJump === undefined && config.proxyCommand !== undefined) throw noProxyCommand(label);
  if (seen.includes(label)) throw circular(label, seen);
  const knownAs = { name: config.hostKeyAlias ?? config.hostName, port: config.hostKeyAlias ? 22 : port };
  return {
    label,
    hostName: config.hostName,
    port,
    user,
    hostKey: {
      knownAs,
      files: knownHostsFiles(settings, config, surroundings),
      pins: main && settings.hostKey !== undefined ? pinsOf(settings.hostKey) : [],
      acceptNew:
        settings.hostKeyPolicy === undefined ? config.acceptNew : settings.hostKeyPolicy === "accept-new",
    },
    login: loginMeans(settings, config, surroundings, main),
    timeoutMs: (settings.connectTimeout ?? config.connectTimeoutSeconds ?? 10) * 1000,
    via: viaOf({ ...resolution, main: false }, proxyJump, [...seen, label]),
  };
}

/** The last host of a chain is the one to go through; those before it lead there. */
function viaOf(
  resolution: Resolution,
  proxyJump: string | undefined,
  seen: readonly string[],
): Target | undefined {
  if (proxyJump === undefined || proxyJump.toLowerCase() === "none") return undefined;
  const hops = proxyJump.split(",");
  const last = parsePlace(hops.pop() ?? "");
  if (last === undefined) {
    throw new HostError({
      what: `"${proxyJump}" is not a way to a host`,
      host: seen[0],
      expected: "[user@]host[:port], several separated by commas",
      next: "correct connection.proxyJump, or ProxyJump in the ssh configuration",
    });
  }
  return targetOf(resolution, last, hops.length > 0 ? hops.join(",") : undefined, seen);
}

function configOf(path: string, surroundings: Surroundings): string {
  try {
    return readSshConfig(path, surroundings);
  } catch (cause) {
    throw new HostError({
      what: `The ssh configuration file ${path} cannot be read`,
      found: messageOf(cause),
      next: "correct connection.sshConfigFile, or the file",
      cause,
    });
  }
}

function noProxyCommand(host: string): HostError {
  return new HostError({
    what: "The ssh configuration reaches the host through a ProxyCommand, which is not supported",
    host,
    next: "use ProxyJump there, or set connection.proxyJump (none: straight to the host)",
  });
}

function circular(host: string, seen: readonly string[]): HostError {
  return new HostError({
    what: "The ssh configuration leads in a circle",
    host,
    found: [...seen, host].join(" -> "),
    next: "correct ProxyJump there",
  });
}

/** The files that ssh itself searches where nothing is said. */
function knownHostsFiles(
  settings: ConnectionSettings,
  config: SshHostConfig,
  surroundings: Surroundings,
): readonly string[] {
  if (settings.knownHostsFile !== undefined) return [expandPath(settings.knownHostsFile, surroundings)];
  const { home } = surroundings;
  const own =
    config.userKnownHostsFiles ?? ["known_hosts", "known_hosts2"].map((name) => join(home, ".ssh", name));
  return [
    ...own,
    ...(config.globalKnownHostsFiles ?? ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]),
  ];
}
