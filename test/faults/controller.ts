import { openConnection } from "../../host/connection/open.ts";
import { parseConnectionSettings } from "../../host/connection/ssh-config/connection-settings.ts";
import { messageOf } from "../../host/model/errors.ts";
import { HostSession } from "../../host/session.ts";
import type { LabInstance } from "../../lab/index.ts";
import type { OperationContext } from "../../provider/contract/resource.ts";
import { completeInputs } from "../../provider/resources/host-kernel/complete.ts";
import { hostKernel } from "../../provider/resources/host-kernel/resource.ts";
import { type Inputs, inputs } from "../../provider/resources/host-kernel/schema.ts";

/** What a run of the product is watched by, and what is declared apart from the card. */
export interface Watch {
  /** Default `auto`: an overlay initrd on this workstation. */
  readonly binding?: Inputs["binding"];
  /** Gets every step that is shown to the user. */
  readonly onStep?: (step: string) => void;
  /** A Ctrl-C. */
  readonly signal?: AbortSignal;
}

const declared = ({ binding = "auto" }: Watch): Inputs =>
  inputs.parse({ devices: ["auto"], reboot: "auto", binding });

/** Brings the card of the workstation to vfio-pci, by a connection of its own; returns what went wrong. */
export function bringUp(instance: LabInstance, watch: Watch = {}): Promise<string | undefined> {
  return asRun(instance, watch, async (context) => {
    await hostKernel.create(context, await completeInputs(context, declared(watch), undefined), false);
  });
}

/** Gives the workstation back; returns what went wrong. */
export function giveBack(instance: LabInstance, watch: Watch = {}): Promise<string | undefined> {
  const state = {
    ...declared(watch),
    addresses: [],
    functions: declared(watch).functions ?? {},
    files: {},
    rebootRequired: false,
    rebootReasons: [],
    bootedWith: "",
    overlayHash: "",
    iommu: "unknown",
    reboots: 0,
    originalDrivers: {},
  };
  return asRun(instance, watch, (context) => hostKernel.delete(context, "kernel", state));
}

async function asRun(
  instance: LabInstance,
  { onStep, signal = new AbortController().signal }: Watch,
  work: (context: OperationContext) => Promise<void>,
): Promise<string | undefined> {
  const settings = parseConnectionSettings({
    host: instance.name,
    sshConfigFile: instance.sshConfigPath,
    connectTimeout: 20,
  });
  const host = new HostSession((during) => openConnection(settings, { signal: during }), signal);
  const steps: string[] = [];
  const status = (step: string) => {
    steps.push(step);
    onStep?.(step);
  };
  try {
    await work({ urn: "", host, signal, log: () => undefined, status });
    return undefined;
  } catch (error) {
    // They belong into the log: they are what went wrong when an expectation fails.
    console.log(`${steps.join("\n")}\n${messageOf(error)}`);
    return messageOf(error);
  } finally {
    await host.disconnect();
  }
}
