import type { BootFacts } from "../../model/boot/boot-facts.ts";
import { HostError } from "../../model/errors.ts";
import { paths } from "../../model/managed-paths.ts";
import type { PciAddress } from "../../model/pci-address.ts";
import { parseD3coldRules } from "../settings/vfio-pci.ts";
import type { Part } from "./part.ts";

/** Whether the power of a function may be cut while it sleeps, in the running system at once. */
export interface D3coldChange {
  readonly kind: "d3cold";
  readonly address: PciAddress;
  readonly allowed: boolean;
}

/**
 * $1…: `<address>=<0 or 1>`. The kernel wakes a function for this, and one that does not wake must not hold
 * the run up.
 */
const SCRIPT = `
for setting; do
  file=/sys/bus/pci/devices/\${setting%=*}/d3cold_allowed
  timeout 30 sh -c 'echo "$1" >"$2"' sh "\${setting#*=}" "$file" || code=1
done
exit \${code:-0}
`;

/**
 * What the rules of udev mean for the running system, without a reboot. A function that they are not about
 * any more gets the kernel's default back. One whose kernel does not tell its state is left alone.
 */
export const d3cold: Part<D3coldChange> = {
  kind: "d3cold",
  changesBoot: false,
  isShownFirst: true,
  property: "vfioPci",
  plan: (facts, wanted) => changesFor(facts, wanted.files[paths.udev]),
  describe: ({ address, allowed }) => {
    const [from, to] = allowed ? [0, 1] : [1, 0];
    return [`${address}: d3cold_allowed ${from} -> ${to}, at once`];
  },
  applyAtOnce: async (connection, changes, { signal, onStep }) => {
    const settings = changes.map(({ address, allowed }) => `${address}=${allowed ? 1 : 0}`);
    onStep?.("setting whether the power of functions may be cut");
    const { code, stderr } = await connection.run(SCRIPT, { args: settings, signal });
    if (code === 0) return;
    throw new HostError({
      what: "It could not be set whether the power of functions may be cut (d3cold_allowed)",
      host: connection.host,
      expected: settings.join(", "),
      found: stderr.trim() || "it took longer than 30 seconds: a function does not wake",
      next: "reboot the host, so that udev sets it; a card that does not wake needs the host without power for a moment",
    });
  },
  unmet: ({ address, allowed }) => [`d3cold_allowed of ${address} is not ${allowed ? 1 : 0}`],
  undo: (facts) => ({ atOnce: changesFor(facts, undefined) }),
};

/** `rules`: the wanted text of our file, if any. */
function changesFor(
  { pci, managed }: Pick<BootFacts, "pci" | "managed">,
  rules: string | undefined,
): readonly D3coldChange[] {
  const kept = parseD3coldRules(rules ?? "");
  const released = parseD3coldRules(managed.ours[paths.udev] ?? "").filter(
    (address) => !kept.includes(address),
  );
  const change = (addresses: readonly PciAddress[], allowed: boolean) =>
    pci
      .filter(({ address, d3coldAllowed }) => addresses.includes(address) && d3coldAllowed === !allowed)
      .map(({ address }): D3coldChange => ({ kind: "d3cold", address, allowed }));
  return [...change(kept, false), ...change(released, true)];
}
