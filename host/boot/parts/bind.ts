import { HostError } from "../../model/errors.ts";
import { bindScript } from "../on-host/programs.ts";
import { changesOf, type Part } from "./part.ts";
import { type BindChange, planRunning } from "./running-system.ts";

/** Giving functions to vfio-pci in the running system, where their drivers let go of them without trouble. */
export const bind: Part<BindChange> = {
  kind: "bind",
  changesBoot: false,
  isShownFirst: false,
  property: "functions",
  plan: (facts, wanted, earlier) => changesOf(bind, planRunning(facts, wanted, earlier)),
  describe: ({ address, from }) => [
    `${address} is bound to vfio-pci in the running system (now: ${from ?? "no driver"})`,
  ],
  applyAtOnce: async (connection, changes, { signal, onStep }) => {
    const addresses = changes.map(({ address }) => address);
    onStep?.(`binding ${addresses.join(", ")} to vfio-pci`);
    const { code, stderr } = await connection.run(bindScript, { args: addresses, signal });
    if (code === 0) return;
    throw new HostError({
      what: "Functions could not be bound to vfio-pci in the running system",
      host: connection.host,
      found: stderr,
      next: "reboot the host; they are bound at boot",
    });
  },
  unmet: ({ address, from }) => [`${address} is bound to ${from ?? "no driver"}, not to vfio-pci`],
};
