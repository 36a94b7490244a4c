import { parseToken } from "../../model/command-line/command-line.ts";

/**
 * Arguments that passthrough has to do with, spelled as the kernel documents them; typos of these are
 * reported.
 */
const KNOWN: readonly string[] = [
  "amd_iommu",
  "default_hugepagesz",
  "hugepages",
  "hugepagesz",
  "initcall_blacklist",
  "intel_iommu",
  "iommu",
  "iommu.passthrough",
  "iommu.strict",
  "isolcpus",
  "kvm.ignore_msrs",
  "kvm.report_ignored_msrs",
  "kvm_amd.nested",
  "kvm_intel.nested",
  "module_blacklist",
  "modprobe.blacklist",
  "nohz_full",
  "pcie_acs_override",
  "rcu_nocbs",
  "vfio_bind",
  "vfio_iommu_type1.allow_unsafe_interrupts",
  "vfio_pci.disable_denylist",
  "vfio_pci.disable_idle_d3",
  "vfio_pci.disable_vga",
  "vfio_pci.enable_sriov",
  "vfio_pci.ids",
  "vfio_pci.nointxmask",
];

/**
 * The argument that a name was probably meant to be, when it is not one itself: the same letters with other
 * separators (`vfio-pci-ids`), or a slip of a letter (`iommmu`). The kernel takes unknown names without a
 * word, so nothing would happen. `-` for `_` is no typo to it.
 */
export function meantArgument(name: string): string | undefined {
  const { key } = parseToken(name);
  if (KNOWN.includes(key)) return undefined;
  const bare = lettersOf(key);
  return (
    KNOWN.find((known) => lettersOf(known) === bare) ??
    KNOWN.find((known) => lettersOf(known).length > 4 && isOneSlip(lettersOf(known), bare))
  );
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]/g, "");
}

/** One letter too many, missing, wrong, or two swapped. */
function isOneSlip(right: string, found: string): boolean {
  if (Math.abs(right.length - found.length) > 1) return false;
  const start = [...right].findIndex((letter, at) => letter !== found[at]);
  if (start < 0) return true;
  const [rest, other] = [right.slice(start), found.slice(start)];
  const swapped = `${other[1] ?? ""}${other[0] ?? ""}${other.slice(2)}`;
  return (
    rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1) || rest === swapped
  );
}
