/** What an ssh client needs to reach one machine without trusting anything blindly. */
export interface SshTarget {
  /** The host alias. */
  readonly alias: string;
  readonly user: string;
  readonly port: number;
  /** Absolute paths. */
  readonly identityFile: string;
  readonly knownHostsFile: string;
}

/** One `Host` block of an ssh_config(5) file. */
function sshConfigBlock(target: SshTarget): string {
  const settings = [
    ["HostName", "127.0.0.1"],
    ["Port", String(target.port)],
    ["User", target.user],
    ["IdentityFile", quoted(target.identityFile)],
    ["IdentitiesOnly", "yes"],
    ["UserKnownHostsFile", quoted(target.knownHostsFile)],
    ["GlobalKnownHostsFile", "/dev/null"],
    ["StrictHostKeyChecking", "yes"],
  ];
  return [`Host ${target.alias}`, ...settings.map(([key, value]) => `  ${key} ${value}`), ""].join("\n");
}

/** The whole file, blocks sorted by alias. */
export function sshConfig(targets: readonly SshTarget[]): string {
  const sorted = [...targets].sort((a, b) => (a.alias < b.alias ? -1 : 1));
  return ["# Written by the lab; changes are lost.", ...sorted.map(sshConfigBlock)].join("\n");
}

/** The known_hosts line for a public key file's text such as `ssh-ed25519 AAAA… comment`. */
export function knownHostsLine(port: number, publicKey: string): string {
  const [type, key] = publicKey.trim().split(/\s+/);
  return `[127.0.0.1]:${port} ${type} ${key}\n`;
}

/** ssh splits values at spaces unless they are quoted, and expands `%`. */
function quoted(path: string): string {
  const escaped = path.replaceAll("%", "%%");
  return /\s/.test(escaped) ? `"${escaped}"` : escaped;
}
