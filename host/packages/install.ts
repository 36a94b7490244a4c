import { HostError } from "../model/errors.ts";
import { type HostConnection, runOk } from "../model/host-connection.ts";

const APT = `
export DEBIAN_FRONTEND=noninteractive
apt() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null
}
`;

/**
 * $@ packages. The lists are only fetched when a package is not in them, or not on the server any more.
 * Fetching does not wait for the lock on its own, so it is tried again.
 */
const INSTALL = `${APT}
fetch() {
  for wait in 5 20 60 0; do
    apt update && return
    [ "$wait" -gt 0 ] && sleep "$wait"
  done
  return 1
}
fetched=
for name in "$@"; do
  case $(apt-cache policy "$name" | sed -n 's/^  Candidate: //p') in
    '' | '(none)') fetch || exit; fetched=yes; break ;;
  esac
done
apt --no-install-recommends install -- "$@" && exit
[ -z "$fetched" ] && fetch && apt --no-install-recommends install -- "$@"
`;

const ENABLE = `
socket=$1
if [ -z "$socket" ]; then
  for socket in libvirtd.socket virtqemud.socket ''; do
    [ "$(systemctl show -p LoadState --value "$socket" 2>/dev/null)" = loaded ] && break
  done
fi
[ -z "$socket" ] || { systemctl is-active -q "$socket" && systemctl is-enabled -q "$socket"; } || systemctl enable --now "$socket"
`;

/** $@ packages. Exit code 5: others would go with them; they are printed. */
const REMOVE = `${APT}
others=$(apt-get -s remove -- "$@" | sed -n 's/^Remv \\([^ ]*\\).*/\\1/p' | while read -r name; do
  case " $* " in *" $name "*) ;; *) echo "$name" ;; esac
done)
if [ -n "$others" ]; then echo $others; exit 5; fi
apt remove -- "$@"
`;

/** Long on a slow mirror or a slow machine. */
const TIMEOUT = 3_600_000;

/**
 * Installs packages with apt, waiting up to ten minutes for another program that does. `onStep` gets what is
 * going on.
 */
export async function installPackages(
  connection: HostConnection,
  names: readonly string[],
  options: { readonly signal: AbortSignal; readonly onStep: (step: string) => void },
): Promise<void> {
  const onLine = (line: string): void => {
    if (/^(?:Get:|Unpacking |Setting up |Waiting for )/.test(line)) options.onStep(line.slice(0, 100));
  };
  const { code, stdout, stderr } = await connection.run(INSTALL, {
    args: names,
    signal: options.signal,
    timeoutMs: TIMEOUT,
    onLine,
  });
  if (code === 0) return;
  throw new HostError({
    what: `The packages could not be installed: ${names.join(", ")}`,
    host: connection.host,
    found: `${stdout}${stderr}`.trim().split("\n").slice(-15).join("\n"),
    next: "see whether the host reaches its package server, then run this again; what was installed stays",
  });
}

/** Enables and starts a socket of libvirt: the one named, or the one that is there. */
export async function enableSocket(
  connection: HostConnection,
  socket: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  await runOk(connection, "The socket of libvirt could not be started", ENABLE, {
    args: [socket ?? ""],
    signal,
  });
}

/**
 * Removes packages with apt; keeps all of them, and returns what stands in the way, where others would go
 * with them.
 */
export async function removePackages(
  connection: HostConnection,
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly neededBy: readonly string[] }> {
  const { code, stdout, stderr } = await connection.run(REMOVE, { args: names, signal, timeoutMs: TIMEOUT });
  if (code === 0) return { neededBy: [] };
  if (code === 5) return { neededBy: stdout.trim().split(/\s+/) };
  throw new HostError({
    what: `The packages could not be removed: ${names.join(", ")}`,
    host: connection.host,
    found: `${stdout}${stderr}`.trim().split("\n").slice(-15).join("\n"),
    next: "run `dpkg --configure -a` and `apt-get -f install` on the host as root, then this again; or set `removeOnDestroy: false` and run `pulumi up` first, which keeps them",
  });
}
