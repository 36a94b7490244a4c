import { isDisplay } from "../pci/display-functions.ts";
import type { Check, Topic } from "./check.ts";
import { guarded } from "./guarded.ts";

export const bootDisplay: Topic = guarded({
  id: "boot-display",
  title: "The host keeps its own display",
  no: ["boot-display", "only-display"],
  unknown: ["boot-display-unknown"],
  override: "allowBootDisplay",
  evidence: "the boot display is none of these functions",
});

/**
 * Whether a program shows a picture on the card now: it has the card open, and a monitor is connected. A
 * graphical session also opens cards that it does not show anything on. Those are only reported.
 */
export const displayInUse: Topic = ({ condition }, { functions }) => {
  const common = { id: "display-in-use", title: "No program shows anything on the card" } as const;
  const displays = functions.filter(isDisplay);
  const { displayHolders: holders } = condition;
  if (holders === undefined) {
    const evidence = "who has /dev/dri open could not be looked at";
    return [{ ...common, answer: "unknown", weight: "soft", evidence }];
  }
  const used = displays.flatMap(({ address, connectors }): Check[] => {
    const own = holders.filter((holder) => holder.address === address);
    if (own.length === 0) return [];
    const programs = [...new Set(own.map(({ process, pid }) => `${process} (${pid})`))].join(", ");
    const monitors = connectors.filter(({ status }) => status === "connected").map(({ name }) => name);
    const shows = monitors.length > 0 && own.some(({ node }) => node.startsWith("card"));
    const evidence = `${address} is open in ${programs}`;
    if (!shows) {
      const next = "end them before the reboot, or let them find another card after it";
      return [{ ...common, answer: "no", weight: "soft", evidence, next }];
    }
    return [
      {
        ...common,
        answer: "no",
        weight: "hard",
        evidence: `${evidence}, and a monitor is connected to ${monitors.join(", ")}: what it shows is lost`,
        next: "log out there, or move the monitor's cable to the host's own display",
        override: "allowDisplayInUse",
      },
    ];
  });
  const evidence = "no process has a node of it in /dev/dri open";
  return used.length > 0 ? used : [{ ...common, answer: "yes", weight: "hard", evidence }];
};

/**
 * What the outputs of the card say; a picture of the guest needs a monitor, a dummy plug, or Looking Glass
 * with one of them.
 */
export const connectors: Topic = (_facts, { functions }) => {
  const common = { id: "connectors", title: "A monitor is connected to the card", weight: "soft" } as const;
  const all = functions
    .filter(isDisplay)
    .flatMap(({ address, connectors: outputs }) =>
      outputs.map(({ name, status }) => ({ name: `${address} ${name}`, status })),
    );
  const connected = all.filter(({ status }) => status === "connected").map(({ name }) => name);
  if (connected.length > 0) return [{ ...common, answer: "yes", evidence: connected.join(", ") }];
  if (all.length === 0 || all.some(({ status }) => status === "unknown")) {
    return [{ ...common, answer: "unknown", evidence: "no graphics driver holds it that would tell" }];
  }
  return [
    {
      ...common,
      answer: "no",
      evidence: `nothing is connected to ${all.map(({ name }) => name).join(", ")}`,
      next: "connect a monitor or a dummy plug before the guest is started: most drivers show no desktop without, Looking Glass neither",
    },
  ];
};
