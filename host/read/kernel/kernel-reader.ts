import type { KernelFacts } from "../../model/facts/kernel-facts.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { parseKernelFacts } from "./parse-kernel.ts";

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
