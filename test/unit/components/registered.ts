import * as pulumi from "@pulumi/pulumi";
import { Workstation, type WorkstationArgs } from "../../../components/index.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider: string | undefined;
}

/** What the engine was asked to register since the test began, in order. */
export const registered: Registered[] = [];
/** What the host says in this test. */
export const host = { rebootRequired: false };

/**
 * Puts a fresh engine that only takes notes in the place of Pulumi's; for `beforeEach` of every file that
 * registers.
 */
export async function mockEngine(): Promise<void> {
  registered.length = 0;
  host.rebootRequired = false;
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => {
        throw new Error(`${token} is not expected to be called`);
      },
      newResource: ({ type, name, inputs, provider }) => {
        registered.push({ type, name, inputs, provider });
        return { id: `${name}-id`, state: { ...inputs, ...outputsOf(type) } };
      },
    },
    "pulumi-vfio",
    "test",
    false,
  );
}

/** A workstation, when everything of it was registered. */
export async function workstation(args: WorkstationArgs): Promise<Workstation> {
  const made = new Workstation("ws1", args);
  await pulumi.runtime.disconnect();
  return made;
}

/** The types that were registered beside the Workstation itself, without their package. */
export function types(): readonly string[] {
  const made = registered.filter(({ type }) => type !== "vfio:index:Workstation");
  return made.map(({ type }) =>
    type === "pulumi:providers:vfio" ? "Provider" : (type.split(":").at(-1) ?? ""),
  );
}

/** The inputs of the first resource of a kind. */
export function inputsOf(kind: string): Readonly<Record<string, unknown>> {
  const found = registered.find(({ type }) => type === `vfio:index:${kind}`);
  if (found === undefined) throw new Error(`no ${kind} was registered`);
  return found.inputs;
}

function outputsOf(type: string): Readonly<Record<string, unknown>> {
  if (type === "vfio:index:Domain") return { status: "running", pendingRestart: true, waitingFor: [] };
  if (type !== "vfio:index:HostKernel") return {};
  return {
    functions: { "0000:01:00.0": "10de:1b80", "0000:01:00.1": "10de:10f0" },
    addresses: ["0000:01:00.0", "0000:01:00.1"],
    commandLine: { iommu: "pt" },
    iommu: "on",
    rebootRequired: host.rebootRequired,
    rebootReasons: host.rebootRequired ? ["iommu=pt is not on the running command line"] : [],
  };
}

/** A value without the mark of a secret. */
export function unsecret(value: unknown): unknown {
  return typeof value === "object" && value !== null && "value" in value ? value.value : value;
}
