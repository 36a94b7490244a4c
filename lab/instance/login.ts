import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { machinePid } from "../machine/process.ts";
import type { Login } from "../machine/ssh.ts";
import { knownHostsLine, sshConfig } from "../machine/ssh-config.ts";
import { defaultLabDir, instancePaths, sshConfigPath } from "./paths.ts";
import { type InstanceRecord, listRecords } from "./record.ts";

/** The user the stacks log in as: no password, sudo without asking. */
export const loginUser = "ops";

/** How this instance is reached: its name is its host alias. */
export function loginOf(record: InstanceRecord, labDir: string = defaultLabDir): Login {
  return { configPath: sshConfigPath(labDir), alias: record.name };
}

/** Writes the instance's known_hosts, and the ssh configuration with a block for every running instance. */
export function writeSshFiles(labDir: string, current: InstanceRecord): void {
  const { knownHosts, hostKey } = instancePaths(labDir, current.name);
  writeFileSync(knownHosts, knownHostsLine(current.sshPort, readFileSync(`${hostKey}.pub`, "utf8")));
  refreshSshConfig(labDir);
}

/** Rewrites the ssh configuration from what runs now. */
export function refreshSshConfig(labDir: string): void {
  const running = listRecords(labDir).filter(
    (record) => machinePid(instancePaths(labDir, record.name)) !== undefined,
  );
  const targets = running.map((record) => {
    const paths = instancePaths(labDir, record.name);
    return {
      alias: record.name,
      user: loginUser,
      port: record.sshPort,
      identityFile: paths.clientKey,
      knownHostsFile: paths.knownHosts,
    };
  });
  const path = sshConfigPath(labDir);
  const candidate = `${path}.${process.pid}`;
  writeFileSync(candidate, sshConfig(targets), { mode: 0o600 });
  renameSync(candidate, path);
}
