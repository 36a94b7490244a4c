import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  type ConnectionSettings,
  parseConnectionSettings,
} from "../../host/connection/ssh-config/connection-settings.ts";

export type KeyType = "ed25519" | "ecdsa" | "rsa";

export interface SshdOptions {
  /** Further lines of sshd_config, which come first and so win. */
  readonly config?: readonly string[];
  readonly hostKeys?: readonly KeyType[];
}

/** A real sshd on a loopback port that lets in the key `identityFile` for every user. */
export interface TestSshd {
  readonly port: number;
  readonly pid: number;
  /** A private folder for the files of a test. */
  readonly folder: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  /** Public host key lines by type, `ssh-ed25519 AAAA…`. */
  readonly hostKey: (type?: KeyType) => string;
  /** Settings that connect to it as root. */
  readonly settings: (other?: Record<string, unknown>) => ConnectionSettings;
  /** Everything sshd has logged so far. */
  readonly log: () => string;
  /** The sshd processes of open connections. */
  readonly sessionPids: () => readonly number[];
  /** Sends a signal to these and to what they run. */
  readonly signalSessions: (signal: NodeJS.Signals) => void;
  readonly stop: () => Promise<void>;
}

/** Starts an sshd of its own: host keys, configuration and known_hosts are in a new folder. */
export async function startSshd(options: SshdOptions = {}): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), "vfio-sshd-"));
  chmodSync(folder, 0o755);
  // The folder that sshd locks itself into while nobody is logged in.
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const port = await freePort();
  const types = options.hostKeys ?? ["ed25519"];
  for (const type of types) makeKey(join(folder, `host_${type}`), { type });
  const identityFile = join(folder, "id_ed25519");
  makeKey(identityFile);
  const file = (name: string) => join(folder, name);
  writeFileSync(file("authorized_keys"), readFileSync(`${identityFile}.pub`));
  writeFileSync(file("log"), "");
  writeFileSync(file("sshd_config"), sshdConfig(folder, port, types, options.config ?? []));
  const hostKey = (type: KeyType = types[0] ?? "ed25519") =>
    readFileSync(file(`host_${type}.pub`), "utf8")
      .split(" ")
      .slice(0, 2)
      .join(" ")
      .trim();
  const knownHostsFile = file("known_hosts");
  for (const type of types) appendFileSync(knownHostsFile, `[127.0.0.1]:${port} ${hostKey(type)}\n`);

  const child = spawn("/usr/sbin/sshd", ["-D", "-f", file("sshd_config"), "-E", file("log")], {
    stdio: "ignore",
  });
  const log = () => readFileSync(file("log"), "utf8");
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const pid = child.pid ?? 0;
  await waitFor(
    () => /Server listening/.test(log()),
    () => `sshd did not start: ${log()}`,
  );
  const sessionPids = () => processesOf(pid);
  const signalSessions = (signal: NodeJS.Signals) => {
    for (const session of sessionPids()) send(session, signal);
  };
  return {
    port,
    pid,
    folder,
    identityFile,
    knownHostsFile,
    hostKey,
    log,
    sessionPids,
    signalSessions,
    settings: (other = {}) =>
      parseConnectionSettings({
        host: "127.0.0.1",
        port: String(port),
        user: "root",
        identityFile,
        knownHostsFile,
        agent: "false",
        sshConfigFile: "/dev/null",
        ...other,
      }),
    stop: async () => {
      signalSessions("SIGKILL");
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair with ssh-keygen. */
export function makeKey(
  path: string,
  { type = "ed25519", passphrase = "" }: { readonly type?: KeyType; readonly passphrase?: string } = {},
): void {
  execFileSync("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "test", "-f", path]);
}

/** Waits for something that takes a moment; fails after 10 s. */
export async function waitFor(
  ask: () => boolean,
  failure: () => string = () => "it did not happen",
): Promise<void> {
  for (let waited = 0; !ask(); waited += 20) {
    if (waited > 10_000) throw new Error(failure());
    await pause(20);
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** The children of a process, youngest last, with their own children. */
function processesOf(parent: number): readonly number[] {
  const children = childrenOf(parent).split(" ").filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...processesOf(child)]);
}

/** Empty when the process has ended meanwhile. */
function childrenOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  } catch {
    return "";
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended on its own.
  }
}

function sshdConfig(
  folder: string,
  port: number,
  types: readonly KeyType[],
  extra: readonly string[],
): string {
  const lines = [
    ...extra,
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    ...types.map((type) => `HostKey ${folder}/host_${type}`),
    `PidFile ${folder}/pid`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    // The folder is inside a temporary one that everybody may write to.
    "StrictModes no",
    "UsePAM no",
    "PermitRootLogin yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "LogLevel DEBUG1",
    // What root's own .bashrc does here is not to be tested, nor to be cut off half done.
    "Match User root",
    `SetEnv HOME=${folder}`,
  ];
  return `${lines.join("\n")}\n`;
}
