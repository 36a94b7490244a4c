import type { FactReader } from "../../facts/reader.ts";
import { parseKernelFacts } from "./parse-facts.ts";

/** The system, the kernels it has and the machine under it. */
export interface KernelFacts {
  readonly distribution: Distribution;
  /** Release of the running kernel (`6.1.0-56-amd64`). */
  readonly running: string;
  /** Installed kernels, oldest first (by version order). */
  readonly installed: readonly InstalledKernel[];
  /** What the running kernel was started with, as in /proc/cmdline. */
  readonly commandLine: string;
  /** Different after every boot: a UUID. */
  readonly bootId: string;
  readonly uptimeSeconds: number;
  readonly cpu: CpuFacts;
  readonly memoryBytes: number;
  readonly machine: { readonly vendor?: string | undefined; readonly product?: string | undefined };
  readonly firmware: "uefi" | "bios";
  readonly secureBoot: "on" | "off" | "unknown";
  readonly iommu: IommuFacts;
  /** Drivers of PCI functions that are built into the running kernel. Absent = not looked at. */
  readonly builtinDrivers?: readonly string[] | undefined;
}

/** From os-release. */
export interface Distribution {
  /** `debian`, `ubuntu`, `fedora`, `arch`, …; `linux` where nothing is said. */
  readonly id: string;
  /** The distributions it derives from, nearest first. */
  readonly like: readonly string[];
  /** Absent on rolling releases. */
  readonly version?: string | undefined;
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
}

/** A kernel with a folder in /lib/modules or an image in /boot. */
export interface InstalledKernel {
  readonly release: string;
  /** Path of its image, where there is one (`/boot/vmlinuz-…`). */
  readonly image?: string | undefined;
  /** Path of its initramfs (`/boot/initrd.img-…`). */
  readonly initrd?: string | undefined;
  readonly vfioPci: ModuleForm;
  /** KVM itself; its modules for Intel and AMD follow it. Absent = not looked at. */
  readonly kvm?: ModuleForm | undefined;
  /** What an Intel IOMMU does without `intel_iommu=`, from the kernel's configuration. */
  readonly intelIommuDefault: "on" | "on-except-integrated-graphics" | "off" | "unknown";
}

/** How a kernel has a driver: options of a `builtin` one come from the command line, those of a `module` from modprobe. */
export type ModuleForm = "module" | "builtin" | "absent" | "unknown";

/** From /proc/cpuinfo. */
export interface CpuFacts {
  readonly vendor: "intel" | "amd" | "other";
  /** The flag of hardware virtualisation; absent = not there or off in firmware. */
  readonly virtualisation?: "vmx" | "svm" | undefined;
  readonly physicalAddressBits?: number | undefined;
  readonly model?: string | undefined;
  readonly threads: number;
  /** Numbers of the processors that are online. Absent = unknown. */
  readonly processors?: readonly number[] | undefined;
  /** Whether it has pages of 1 GiB (flag pdpe1gb). Absent = unknown. */
  readonly gigabytePages?: boolean | undefined;
}

/** What the firmware and the kernel show of an IOMMU; `decideIommu` makes an answer of it. */
export interface IommuFacts {
  /** ACPI tables that announce one: `DMAR` (Intel), `IVRS` (AMD). */
  readonly tables: readonly ("DMAR" | "IVRS")[];
  /** Whether the ACPI tables could be looked at, so that "no table" is an answer. */
  readonly tablesReadable: boolean;
  /** Active units (`dmar0`, `ivhd0`). */
  readonly units: readonly string[];
  /** Number of IOMMU groups. */
  readonly groups: number;
  /** The narrowest unit's address width in bits (Intel): a guest must not use more. */
  readonly addressWidth?: number | undefined;
}

/** Small files are read by the shell itself: on a slow host a program costs more than all the rest. */
const SCRIPT = String.raw`
tag() {
  # echo would take the backslashes that systemd-boot puts on the command line for escapes.
  while IFS= read -r line; do printf '%s %s\n' "$1" "$line"; done <"$2"
}
for file in /etc/os-release /usr/lib/os-release; do
  [ -r "$file" ] && { tag os "$file"; break; }
done
for fact in kernel/osrelease kernel/random/boot_id; do
  read -r value <"/proc/sys/$fact" && echo "$fact $value"
done
read -r value rest </proc/uptime && echo "uptime $value"
tag cmdline /proc/cmdline
while IFS= read -r line && [ -n "$line" ]; do echo "cpu $line"; done </proc/cpuinfo
read -r value </sys/devices/system/cpu/online && echo "online $value"
while read -r key value unit; do
  [ "$key" = MemTotal: ] && { echo "memory $value"; break; }
done </proc/meminfo
for fact in sys_vendor product_name; do
  read -r value <"/sys/class/dmi/id/$fact" && echo "$fact $value"
done 2>/dev/null
if [ -d /sys/firmware/efi ]; then
  echo uefi
  variable=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
  [ -e "$variable" ] && echo "secure-boot $(od -An -tu1 -j4 -N1 "$variable")"
fi
[ -d /sys/firmware/acpi/tables ] && echo tables
for table in DMAR IVRS; do [ -e "/sys/firmware/acpi/tables/$table" ] && echo "table $table"; done
for unit in /sys/class/iommu/*; do
  [ -e "$unit" ] || continue
  echo "unit $unit"
  if [ -e "$unit/intel-iommu/cap" ]; then read -r value <"$unit/intel-iommu/cap" && echo "capability $value"; fi
done
for group in /sys/kernel/iommu_groups/*; do [ -e "$group" ] && echo "group $group"; done
for modules in /lib/modules/*; do
  [ -e "$modules/modules.builtin" ] || continue
  echo "modules $modules"
  if [ -e "$modules/pkgbase" ]; then read -r value <"$modules/pkgbase" && echo "package $modules $value"; fi
  [ -e "$modules/vmlinuz" ] && echo "file $modules/vmlinuz"
done
for file in /boot/vmlinuz* /boot/kernel-* /boot/initrd* /boot/initramfs* /boot/config-*; do
  [ -f "$file" ] && echo "file $file"
done
# A driver of a module has initstate there.
for driver in /sys/bus/pci/drivers/*; do
  [ -e "$driver/module" ] && [ ! -e "$driver/module/initstate" ] && echo "builtin-driver $driver"
done
grep -sHE '^[^:]*/(vfio[-_]pci|kvm)\.ko' /lib/modules/*/modules.builtin /lib/modules/*/modules.dep
grep -sHE '^CONFIG_INTEL_IOMMU' /boot/config-* /lib/modules/*/config
if [ -r /proc/config.gz ]; then zcat /proc/config.gz | grep -E '^CONFIG_INTEL_IOMMU' | sed 's/^/running-config /'; echo running-config; fi
exit 0
`;

/** The system, the kernels and the machine. */
export const kernelReader: FactReader<KernelFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseKernelFacts(stdout),
};
