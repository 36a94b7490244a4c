import { globSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import SSHConfig from "ssh-config";

/** Who runs the program, for the values that ssh fills in on its own. */
export interface Surroundings {
  readonly home: string;
  readonly localUser: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What an ssh configuration file says about one host; paths are complete. */
export interface SshHostConfig {
  readonly hostName: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Path of a socket, or `none`. */
  readonly identityAgent: string | undefined;
  /** As written: hosts separated by commas, or `none`. */
  readonly proxyJump: string | undefined;
  /** A program to connect through, which is not supported. */
  readonly proxyCommand: string | undefined;
  readonly userKnownHostsFiles: readonly string[] | undefined;
  readonly globalKnownHostsFiles: readonly string[] | undefined;
  readonly hostKeyAlias: string | undefined;
  /** `StrictHostKeyChecking accept-new`; `no` and `off` count as strict. */
  readonly acceptNew: boolean;
  readonly connectTimeoutSeconds: number | undefined;
}

/**
 * The text of an ssh configuration file with those it includes. Throws what `readFileSync` throws when it is
 * not readable.
 */
export function readSshConfig(path: string, surroundings: Surroundings): string {
  return includeFiles(readFileSync(path, "utf8"), dirname(path), surroundings, 0);
}

/**
 * What the configuration says about `host`. `explicit` wins over it. `Match exec` never matches: no program
 * is run.
 */
export function sshHostConfig(
  text: string,
  host: string,
  explicit: { readonly user?: string | undefined; readonly port?: number | undefined },
  surroundings: Surroundings,
): SshHostConfig {
  const query = explicit.user === undefined ? { Host: host } : { Host: host, User: explicit.user };
  const values = SSHConfig.parse(text).compute(query, { ignoreCase: true, matchExec: false });
  const all = (keyword: string): readonly string[] => [values[keyword] ?? []].flat();
  const first = (keyword: string): string | undefined => all(keyword)[0];

  const hostName = expandTokens(first("hostname") ?? host, { "%": "%", h: host });
  const port = explicit.port ?? numberOf(first("port"));
  const user = explicit.user ?? first("user");
  const tokens: Record<string, string> = {
    "%": "%",
    h: hostName,
    n: host,
    p: String(port ?? 22),
    r: user ?? surroundings.localUser,
    u: surroundings.localUser,
    d: surroundings.home,
  };
  const pathOf = (value: string) => expandPath(expandTokens(value, tokens), surroundings);
  const paths = (keyword: string) => (values[keyword] === undefined ? undefined : all(keyword).map(pathOf));
  const filesOf = (keyword: string) => paths(keyword)?.filter((path) => path !== "none");
  const agent = first("identityagent");
  return {
    hostName,
    port,
    user,
    identityFiles: [...new Set(filesOf("identityfile") ?? [])],
    identitiesOnly: first("identitiesonly")?.toLowerCase() === "yes",
    identityAgent: agent === "SSH_AUTH_SOCK" ? undefined : agent && pathOf(agent),
    proxyJump: first("proxyjump"),
    proxyCommand:
      all("proxycommand")
        .join(" ")
        .replace(/^none$/i, "") || undefined,
    userKnownHostsFiles: filesOf("userknownhostsfile"),
    globalKnownHostsFiles: filesOf("globalknownhostsfile"),
    hostKeyAlias: first("hostkeyalias"),
    acceptNew: first("stricthostkeychecking")?.toLowerCase() === "accept-new",
    connectTimeoutSeconds: numberOf(first("connecttimeout")),
  };
}

/** `~/` at the beginning and `${NAME}` anywhere, as in ssh_config(5). */
export function expandPath(path: string, { home, env }: Surroundings): string {
  const named = path.replaceAll(/\$\{(\w+)\}/g, (written, name: string) => env[name] ?? written);
  return named === "~" || named.startsWith("~/") ? join(home, named.slice(1)) : named;
}

/**
 * Puts included files in place of their Include lines. Afterwards the section goes on that the line stood in,
 * which is what ssh does for all but sections that are themselves included from within a section.
 */
function includeFiles(text: string, folder: string, surroundings: Surroundings, depth: number): string {
  let section = "Host *";
  const lines = text.split("\n").map((line) => {
    if (/^\s*(?:Host|Match)[\s=]/i.test(line)) section = line;
    const [, patterns] = /^\s*Include(?:\s+|\s*=\s*)(.+)$/i.exec(line) ?? [];
    // ssh itself stops at a depth of 16.
    if (patterns === undefined || depth >= 16) return line;
    const found = wordsOf(patterns).flatMap((pattern) =>
      globSync(completed(pattern, folder, surroundings)).sort(),
    );
    const texts = found.map((path) =>
      includeFiles(readFileSync(path, "utf8"), folder, surroundings, depth + 1),
    );
    return [...texts, section].join("\n");
  });
  return lines.join("\n");
}

function completed(pattern: string, folder: string, surroundings: Surroundings): string {
  const path = expandPath(pattern, surroundings);
  return isAbsolute(path) ? path : join(folder, path);
}

function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

function expandTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replaceAll(/%(.)/g, (written, letter: string) => tokens[letter] ?? written);
}

function numberOf(text: string | undefined): number | undefined {
  const number = Number(text);
  return text !== undefined && Number.isInteger(number) && number > 0 ? number : undefined;
}
