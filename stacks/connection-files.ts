import { resolve } from "node:path";

const FILES = ["identityFile", "knownHostsFile", "sshConfigFile"];

/**
 * The connection with the paths of its files meant from a folder; those that begin with `~` or `%` are for
 * ssh's rules.
 */
export function withAbsolutePaths<Connection extends object>(
  connection: Connection,
  folder: string,
): Connection {
  const absolute = Object.entries(connection).flatMap(([name, path]: [string, unknown]) => {
    const relative =
      FILES.includes(name) && typeof path === "string" && !path.startsWith("~") && !path.startsWith("%");
    return relative ? [[name, resolve(folder, path)] as const] : [];
  });
  return { ...connection, ...Object.fromEntries(absolute) };
}
