import type { PciDevice } from "../model/facts/pci-facts.ts";
import { slotOf } from "../model/pci-address.ts";
import { isDisplay } from "../pci/display-functions.ts";
import type { Check, Topic } from "./check.ts";

/** Whether the functions answer at all. */
export const onBus: Topic = ({ condition }, { functions }) => {
  const common = { id: "on-bus", title: "The functions answer", weight: "hard" } as const;
  const lost = functions.filter(({ address }) => condition.lost.includes(address));
  if (lost.length === 0) {
    return [{ ...common, answer: "yes", evidence: "their configuration space is readable, or asleep" }];
  }
  return [
    {
      ...common,
      answer: "no",
      evidence: `${list(lost)} does not answer: it fell off the bus, or did not wake from D3cold`,
      next: "shut the host down and take the power off for a moment; a reboot may not be enough. Should it happen again, set vfioPci: { d3coldAllowed: false }, or disableIdleD3: true",
    },
  ];
};

/**
 * Whether they are without power, from which some cards do not wake. A function that vfio-pci holds sleeps
 * until a guest has it; where a setting keeps it from that, nothing is left to do.
 */
export const power: Topic = (_facts, { functions, keptAwake = [] }) => {
  const common = { id: "power-state", title: "The functions have power", weight: "soft" } as const;
  const cold = functions.filter(({ powerState, driver }) => powerState === "D3cold" && driver !== "vfio-pci");
  const settings = keptAwake.length === 0 ? "no setting keeps them from D3cold" : keptAwake.join(", ");
  const states = functions.map(powerOf).join("; ");
  if (cold.length === 0) return [{ ...common, answer: "yes", evidence: `${states}; ${settings}` }];
  const check: Check = {
    ...common,
    answer: "no",
    evidence: `${list(cold)} sleeps without power (D3cold); ${states}; ${settings}`,
  };
  if (keptAwake.length > 0) return [check];
  const next =
    'should a guest fail with "Unable to change power state from D3cold to D0", set vfioPci: { d3coldAllowed: false }, and where that is not enough disableIdleD3: true';
  return [{ ...check, next }];
};

/** `0000:01:00.0 D0, d3cold_allowed 1` */
function powerOf({ address, powerState = "unknown", d3coldAllowed }: PciDevice): string {
  const allowed = d3coldAllowed === undefined ? "" : `, d3cold_allowed ${d3coldAllowed ? 1 : 0}`;
  return `${address} ${powerState}${allowed}`;
}

/**
 * Whether a guest can be started a second time. A card is reset as a whole, so that one of its functions is
 * enough; `bus` alone is normal.
 */
export const reset: Topic = ({ kernel }, { functions }) => {
  const common = { id: "reset", title: "The functions can be reset", weight: "soft" } as const;
  const slots = [...new Set(functions.map(({ address }) => slotOf(address)))];
  const methods = (slot: string) =>
    functions.filter(({ address }) => slotOf(address) === slot).flatMap(({ resetMethods }) => resetMethods);
  const without = slots.filter((slot) => methods(slot).length === 0);
  if (without.length === 0) {
    const found = slots.map((slot) => `${slot} ${[...new Set(methods(slot))].join(", ")}`);
    return [{ ...common, answer: "yes", evidence: found.join("; ") }];
  }
  const [major = 0, minor = 0] = kernel.running.split(/[.-]/).map(Number);
  if (major < 5 || (major === 5 && minor < 15)) {
    return [{ ...common, answer: "unknown", evidence: "kernels before 5.15 do not say" }];
  }
  return [
    {
      ...common,
      answer: "no",
      evidence: `the kernel knows no way to reset ${without.join(", ")}`,
      next: "when the guest was shut down, the host may have to be rebooted before it can be started again; for some AMD cards there is the module vendor-reset",
    },
  ];
};

/** What the memory windows could be: the guest sees them as they are now. */
export const resizableBars: Topic = ({ condition }, { functions }) => {
  const common = {
    id: "resizable-bar",
    title: "The card shows the guest its whole memory",
    weight: "soft",
  } as const;
  const bars = condition.resizableBars.filter(({ address }) =>
    functions.some((one) => one.address === address && isDisplay(one)),
  );
  if (bars.length === 0) return [{ ...common, answer: "unknown", evidence: "no resizable BAR is known" }];
  const small = bars.filter(({ bytes, largestBytes }) => bytes < largestBytes);
  const evidence = bars
    .map(
      ({ address, bar, bytes, largestBytes }) =>
        `${address} BAR ${bar}: ${mebi(bytes)}, at most ${mebi(largestBytes)}`,
    )
    .join("; ");
  return [{ ...common, answer: small.length === 0 ? "yes" : "no", evidence }];
};

function list(devices: readonly PciDevice[]): string {
  return devices.map(({ address }) => address).join(", ");
}

function mebi(bytes: number): string {
  return `${bytes / 2 ** 20} MiB`;
}
