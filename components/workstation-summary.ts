import * as pulumi from "@pulumi/pulumi";
import type { Domain } from "./generated/domain.ts";
import type { HostKernel } from "./generated/host-kernel.ts";
import type { StoragePool } from "./generated/storage-pool.ts";

/** The parts of a workstation that a summary tells about. */
export interface SummaryParts {
  readonly kernel: HostKernel;
  readonly pool?: StoragePool | undefined;
  readonly domain?: Domain | undefined;
}

/** What is true on the host now, in lines for the user. */
export function summaryOf({ kernel, pool, domain }: SummaryParts): pulumi.Output<readonly string[]> {
  const lines = [
    pulumi
      .all([kernel.functions, kernel.iommu, kernel.commandLine, kernel.rebootRequired, kernel.rebootReasons])
      .apply(([functions = {}, iommu, commandLine, required, reasons]) =>
        kernelLines({ functions, iommu, commandLine, reasons: required ? reasons : [] }),
      ),
    ...(pool ? [pulumi.all([pool.name, pool.path]).apply(([name, path]) => [`pool ${name}: ${path}`])] : []),
    ...(domain
      ? [
          pulumi
            .all([domain.name, domain.status, domain.pendingRestart, domain.waitingFor])
            .apply(([name, status, pendingRestart, waitingFor]) =>
              guestLines({ name, status, pendingRestart, waitingFor }),
            ),
        ]
      : []),
  ];
  return pulumi.all(lines).apply((parts) => parts.flat());
}

/** The lines about the boot configuration; with `reasons` it is not in effect yet. */
function kernelLines(facts: {
  readonly functions: Readonly<Record<string, string>>;
  readonly iommu: string;
  readonly commandLine: Readonly<Record<string, string | true>>;
  readonly reasons: readonly string[];
}): readonly string[] {
  const functions = Object.entries(facts.functions).map(([address, ids]) => `${address} [${ids}]`);
  const tokens = Object.entries(facts.commandLine).map(([key, value]) =>
    value === true ? key : `${key}=${value}`,
  );
  const waits = facts.reasons.length > 0;
  return [
    `IOMMU: ${facts.iommu}`,
    `${waits ? "the next boot's kernel command line gets" : "kernel command line has"}: ${tokens.join(" ")}`,
    waits ? `reboot required: ${facts.reasons.join("; ")}` : `${functions.join(", ")}: bound to vfio-pci`,
  ];
}

/** The lines about the guest. */
function guestLines(facts: {
  readonly name: string;
  readonly status: string;
  readonly pendingRestart: boolean;
  readonly waitingFor: readonly string[];
}): readonly string[] {
  const { name, status, pendingRestart, waitingFor } = facts;
  return [
    `guest ${name}: ${status}${pendingRestart ? ", restart pending: it still runs with its older definition" : ""}`,
    ...waitingFor.map((reason) => `guest ${name} waits: ${reason}`),
  ];
}
