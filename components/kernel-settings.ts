import type * as pulumi from "@pulumi/pulumi";
import type { HugePages } from "../host/boot/settings/hugepages.ts";
import type { KvmOptions } from "../host/boot/settings/kvm.ts";
import type { VfioPciOptions } from "../host/boot/settings/vfio-pci.ts";

export type { HugePages, KvmOptions, VfioPciOptions };

/** Typed kernel settings. docs/kernel.md says more of each, and when not to use it. */
export interface KernelSettings {
  /**
   * Memory that is set aside at boot in large pages, for the guest. Not for memory that the host needs too: it is taken from it whether a
   * guest runs or not. Refused when less than 2 GiB would be left.
   */
  readonly hugepages?: pulumi.Input<HugePages> | undefined;
  /**
   * Processors that the host leaves to pinned guest threads, as a list such as `2-5,8`. Not without pinning: other threads never run there.
   * Never processor 0 (it keeps the time for the others), and never all.
   */
  readonly isolateCpus?: pulumi.Input<string> | undefined;
  /**
   * Whether the graphics of an Intel processor are left out of the IOMMU (`igfx_off`), for hosts whose picture flickers, freezes or stays black once it
   * is on. Not without such trouble: they can then reach all memory, and cannot be passed through. Default false.
   */
  readonly igfxOff?: pulumi.Input<boolean> | undefined;
  /** Options of KVM. */
  readonly kvm?: pulumi.Input<KvmOptions> | undefined;
  /** Options of vfio-pci; they hold for all functions that it has. */
  readonly vfioPci?: pulumi.Input<VfioPciOptions> | undefined;
  /**
   * Splits IOMMU groups by pretending isolation that the hardware does not promise (`pcie_acs_override`). It weakens isolation and always
   * warns: devices of what was one group can reach each other's memory. Try another slot, or pass the whole group, first. Needs a patched kernel.
   */
  readonly acsOverride?: pulumi.Input<"downstream" | "multifunction" | "both"> | undefined;
  /** Whether `acsOverride` is written although it cannot be told if every installed kernel has the patch. Default false. */
  readonly allowUnknownAcsPatch?: pulumi.Input<boolean> | undefined;
  /**
   * Kernel settings by name, such as `{ "vm.swappiness": "10" }`: set at once without a reboot, and given back by destroy. Not for names
   * that another file of /etc/sysctl.d sets, which may be read later.
   */
  readonly sysctl?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
}
