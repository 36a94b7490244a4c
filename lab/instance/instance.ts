import type { CommandOptions, CommandResult } from "../../toolchain/local/command.ts";
import { ssh } from "../machine/ssh.ts";
import type { Variants } from "../machine/variants.ts";
import { loginOf, loginUser } from "./login.ts";
import type { LabOptions } from "./options.ts";
import { placeOf } from "./place.ts";
import type { InstanceRecord } from "./record.ts";
import { resetInstance } from "./reset.ts";
import { type StartOptions, startInstance } from "./start.ts";
import { type StopOptions, stopLab } from "./stop.ts";

/** A lab workstation that runs. All paths are absolute. */
export interface LabInstance {
  /** Also the host alias in the ssh configuration, and the workstation's host name. */
  readonly name: string;
  readonly sshConfigPath: string;
  readonly host: "127.0.0.1";
  readonly port: number;
  /** Logs in by key and may use sudo without a password. The same key also opens `root` and `pw`. */
  readonly user: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  readonly machineId: string;
  readonly variants: Variants;
  /** The log of the serial console. */
  readonly serialPath: string;
  /** The socket of the serial console; one client at a time. */
  readonly consolePath: string;
  /** QEMU's monitor; one client at a time. */
  readonly qmpPath: string;
  /** Runs a command; throws a LocalError when it does not exit with 0. */
  ssh(
    command: readonly string[],
    options?: CommandOptions & { readonly user?: string },
  ): Promise<CommandResult>;
  stop(options?: Pick<StopOptions, "now">): Promise<void>;
  /** Back to the pristine state, running; in seconds. */
  reset(): Promise<void>;
}

/**
 * Starts an instance and waits until it can be reached. What is missing is created first: Debian packages on
 * this machine, image, instance. An instance that runs already is returned as it is. Throws a LocalError if
 * it exists with other variants, and whenever something fails; the message names the log.
 */
export async function startLab(options: StartOptions = {}): Promise<LabInstance> {
  return openInstance(await startInstance(options), options);
}

/**
 * Restores the pristine state of an instance and leaves it running. That takes seconds: the snapshot that was
 * taken after its first boot continues. If the image, the QEMU version or the variants have changed since,
 * the disk is recreated and booted instead. An instance that does not exist is created.
 */
export async function resetLab(options: StartOptions = {}): Promise<LabInstance> {
  return openInstance(await resetInstance(options), options);
}

function openInstance(record: InstanceRecord, options: LabOptions): LabInstance {
  const { labDir, paths } = placeOf(options);
  const login = loginOf(record, labDir);
  const same = { ...options, name: record.name };
  return {
    name: record.name,
    sshConfigPath: login.configPath,
    host: "127.0.0.1",
    port: record.sshPort,
    user: loginUser,
    identityFile: paths.clientKey,
    knownHostsFile: paths.knownHosts,
    machineId: record.machineId,
    variants: record.variants,
    serialPath: paths.serialLog,
    consolePath: paths.serialSocket,
    qmpPath: paths.qmpSocket,
    ssh: (command, { user, ...rest } = {}) =>
      ssh(user === undefined ? login : { ...login, user }, command, rest),
    stop: async (stop = {}) => void (await stopLab({ ...same, ...stop })),
    reset: async () => void (await resetInstance(same)),
  };
}
