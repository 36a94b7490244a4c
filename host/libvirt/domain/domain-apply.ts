import { diagnose } from "../../diagnosis/diagnose.ts";
import { HostError } from "../../model/errors.ts";
import { type HostConnection, runOk } from "../../model/host-connection.ts";
import { renderXml, type XmlElement } from "../../model/xml/xml.ts";

/** Input: the definition; $1 name. Prints the UUID. */
const DEFINE = `
virsh -q -c qemu:///system define --validate /dev/stdin >/dev/null || exit
virsh -q -c qemu:///system domuuid "$1" | tr -d '[:space:]'
`;
const AUTOSTART = `virsh -q -c qemu:///system autostart "$1" $([ "$2" = enable ] || echo --disable)`;
const START_NETWORK = `virsh -q -c qemu:///system net-start "$1"`;
const START = `virsh -q -c qemu:///system start "$1"`;

/**
 * $1 domain, $2 seconds. Exit code 4 when it still runs then. Asked twice: a guest that is still booting
 * misses the first.
 */
const SHUTDOWN = `
export LIBVIRT_DEFAULT_URI=qemu:///system
state() { virsh -q domstate "$1" | tr -d '\\n'; }
[ "$(state "$1")" != 'shut off' ] || exit 0
virsh -q shutdown "$1" >/dev/null || exit
end=$(($(date +%s) + $2)); again=$(($(date +%s) + $2 / 2))
while [ "$(state "$1")" != 'shut off' ]; do
  now=$(date +%s)
  [ "$now" -lt "$end" ] || exit 4
  if [ "$now" -ge "$again" ]; then virsh -q shutdown "$1" >/dev/null 2>&1; again=$end; fi
  sleep 1
done
`;

/**
 * $1 UUID, $2 yes/no: delete NVRAM and TPM state too. Only flags that this version knows are used. libvirt
 * makes an AppArmor profile for the UUID when the domain is started, and leaves it in /etc for ever.
 */
const UNDEFINE = `
export LIBVIRT_DEFAULT_URI=qemu:///system
help=$(virsh help undefine)
flags=
add() { for flag in "$@"; do case $help in *"$flag "*) flags="$flags $flag" ;; esac; done; }
add --managed-save --snapshots-metadata --checkpoints-metadata
if [ "$2" = yes ]; then add --nvram --tpm; else add --keep-nvram --keep-tpm; fi
virsh -q undefine "$1" $flags >/dev/null || exit
rm -f "/etc/apparmor.d/libvirt/libvirt-$1" "/etc/apparmor.d/libvirt/libvirt-$1.files"
`;

/**
 * Defines the domain, over an older definition where there is one; a running guest is not touched. Returns
 * its UUID.
 */
export async function defineDomain(
  connection: HostConnection,
  name: string,
  definition: XmlElement,
  signal: AbortSignal,
): Promise<string> {
  const stdin = renderXml(definition);
  const { code, stdout, stderr } = await connection.run(DEFINE, { args: [name], stdin, signal });
  if (code === 0) return stdout.trim();
  throw virshError(connection, `The domain ${name} could not be defined`, stderr);
}

export async function setAutostart(
  connection: HostConnection,
  uuid: string,
  change: "enable" | "disable",
  signal: AbortSignal,
): Promise<void> {
  await runOk(connection, "The domain's autostart could not be set", AUTOSTART, {
    args: [uuid, change],
    signal,
  });
}

/** Starts a virtual network until the host's next boot. */
export async function startNetwork(
  connection: HostConnection,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const { code, stderr } = await connection.run(START_NETWORK, { args: [name], signal });
  if (code !== 0 && !/already active/.test(stderr)) {
    throw virshError(connection, `The virtual network ${name} could not be started`, stderr);
  }
}

/** Throws a HostError with libvirt's message, the likely cause and what to do. */
export async function startDomain(
  connection: HostConnection,
  { uuid, name }: { readonly uuid: string; readonly name: string },
  signal: AbortSignal,
): Promise<void> {
  const { code, stderr } = await connection.run(START, { args: [uuid], signal, timeoutMs: 300_000 });
  if (code !== 0 && !/already active|already running/.test(stderr)) {
    throw virshError(connection, `The domain ${name} could not be started`, stderr);
  }
}

/** Asks the guest to shut down, and waits; `false` when it still runs after that time. */
export async function shutdownDomain(
  connection: HostConnection,
  { uuid, name, seconds }: { readonly uuid: string; readonly name: string; readonly seconds: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { code, stderr } = await connection.run(SHUTDOWN, {
    args: [uuid, String(seconds)],
    signal,
    timeoutMs: (seconds + 60) * 1_000,
  });
  if (code !== 0 && code !== 4)
    throw virshError(connection, `The domain ${name} could not be shut down`, stderr);
  return code === 0;
}

/** Switches a guest off as by its plug. */
export async function destroyDomain(
  connection: HostConnection,
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  const script = `virsh -q -c qemu:///system destroy "$1"`;
  await runOk(connection, "The domain could not be switched off", script, { args: [uuid], signal });
}

/** Takes the definition away; the variables of its firmware and TPM stay unless `deleteNvram`. */
export async function undefineDomain(
  connection: HostConnection,
  { uuid, deleteNvram }: { readonly uuid: string; readonly deleteNvram: boolean },
  signal: AbortSignal,
): Promise<void> {
  await runOk(connection, "The domain could not be undefined", UNDEFINE, {
    args: [uuid, deleteNvram ? "yes" : "no"],
    signal,
  });
}

function virshError({ host }: HostConnection, what: string, stderr: string): HostError {
  const { cause, next } = diagnose(stderr);
  const found = cause === undefined ? stderr.trim() : `${stderr.trim()}\nlikely because ${cause}`;
  return new HostError({ what, host, found, next });
}
