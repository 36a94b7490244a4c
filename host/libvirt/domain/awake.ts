import { HostError } from "../../model/errors.ts";
import type { HostConnection } from "../../model/host-connection.ts";

/**
 * $1…: addresses. Reading the configuration space wakes a function that sleeps without power, as the start of
 * the guest would; one that does not come back reads as all ones. Other checks report a function that is not
 * there. Prints `silent <address> <power state>`.
 */
const SCRIPT = `
for address; do
  device=/sys/bus/pci/devices/$address
  [ -r "$device/config" ] || continue
  bytes=$(timeout 20 head -c 4 "$device/config" | od -An -v -tx1)
  case $bytes in
    *'ff ff ff ff'* | '')
      state=unknown
      [ ! -r "$device/power_state" ] || read -r state <"$device/power_state"
      echo "silent $address $state"
      ;;
  esac
done
exit 0
`;

/**
 * Throws a HostError when functions that a guest is about to get do not answer: a start with such a function
 * fails, and may hang the host. Those that vfio-pci holds sleep without a guest, down to D3cold, and most
 * wake; so what counts is whether they do.
 */
export async function requireAwake(
  connection: HostConnection,
  name: string,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (addresses.length === 0) return;
  const { stdout } = await connection.run(SCRIPT, { args: [...addresses], signal });
  const silent = [...stdout.matchAll(/^silent (\S+) (\S+)$/gm)];
  if (silent.length === 0) return;
  throw new HostError({
    what: `The domain ${name} was not started: a function of its card does not answer`,
    host: connection.host,
    expected: "a configuration space that can be read once the function was woken",
    found: silent.map(([, address, state]) => `${address} does not answer (power state ${state})`).join("\n"),
    next: "shut the host down and take its power away for a moment; a reboot may not be enough. If it comes back in D3cold, set vfioPci: { d3coldAllowed: false }, else disableIdleD3",
  });
}
