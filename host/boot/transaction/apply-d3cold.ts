import type { BootChange } from "../../model/boot/boot-change.ts";
import { HostError } from "../../model/errors.ts";
import type { HostConnection } from "../../model/host-connection.ts";
import type { ApplyOptions } from "./transact.ts";

/** $1…: `<address>=<0 or 1>`. The kernel wakes a function for this, and one that does not wake must not hold the run up. */
const SCRIPT = `
for setting; do
  file=/sys/bus/pci/devices/\${setting%=*}/d3cold_allowed
  timeout 30 sh -c 'echo "$1" >"$2"' sh "\${setting#*=}" "$file" || code=1
done
exit \${code:-0}
`;

/** Sets in the running system whether the power of functions may be cut. Throws a HostError with those that could not be set. */
export async function applyD3cold(
  connection: HostConnection,
  changes: readonly BootChange[],
  { signal, onStep }: ApplyOptions = {},
): Promise<void> {
  const settings = changes.flatMap((change) =>
    change.kind === "d3cold" ? [`${change.address}=${change.allowed ? 1 : 0}`] : [],
  );
  if (settings.length === 0) return;
  onStep?.("setting whether the power of functions may be cut");
  const { code, stderr } = await connection.run(SCRIPT, { args: settings, signal });
  if (code === 0) return;
  throw new HostError({
    what: "It could not be set whether the power of functions may be cut (d3cold_allowed)",
    host: connection.host,
    expected: settings.join(", "),
    found: stderr.trim() || "it took longer than 30 seconds: a function does not wake",
    next: "reboot the host, so that udev sets it; a card that does not wake needs the host's power taken away for a moment",
  });
}
