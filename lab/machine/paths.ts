import { tmpdir } from "node:os";
import { join } from "node:path";

/** The files of one running machine; all absolute. */
export interface MachinePaths {
  readonly dir: string;
  readonly disk: string;
  /** The firmware's variables, this machine's own copy. */
  readonly vars: string;
  readonly serialLog: string;
  readonly serialSocket: string;
  readonly qmpSocket: string;
  readonly pidFile: string;
  /** The client's key, for every user. */
  readonly clientKey: string;
  readonly hostKey: string;
  readonly knownHosts: string;
  /** What is remembered about the instance between commands. */
  readonly record: string;
  readonly lock: string;
}

export function machinePaths(dir: string): MachinePaths {
  const sockets = socketDir(dir);
  return {
    dir,
    disk: join(dir, "disk.qcow2"),
    vars: join(dir, "vars.qcow2"),
    serialLog: join(dir, "serial.log"),
    serialSocket: join(sockets, "serial.sock"),
    qmpSocket: join(sockets, "qmp.sock"),
    pidFile: join(dir, "qemu.pid"),
    clientKey: join(dir, "id_ed25519"),
    hostKey: join(dir, "host_ed25519"),
    knownHosts: join(dir, "known_hosts"),
    record: join(dir, "instance.json"),
    lock: join(dir, "lock"),
  };
}

/** A socket's path may have 107 bytes at most; a deep folder gets its sockets elsewhere. */
function socketDir(dir: string): string {
  if (Buffer.byteLength(join(dir, "serial.sock")) <= 107) return dir;
  const uid = process.getuid?.() ?? 0;
  const short = Buffer.from(dir)
    .reduce((hash, byte) => (hash * 33 + byte) % 0xffffffff, 5381)
    .toString(16);
  return join(process.env.XDG_RUNTIME_DIR || tmpdir(), `pulumi-vfio-lab-${uid}-${short}`);
}
