import type { ConditionFacts } from "../../model/facts/condition-facts.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { parseCondition } from "./parse-condition.ts";

/**
 * Three programs at most, as a program costs more than all the reading on a slow host; the walk over
 * everybody's open files is only made where the kernel's own list of clients (debugfs) is not empty or not
 * there. Reading the configuration space, and resourceN_resize, would wake a function from D3cold, so those
 * are left alone. The timer's and ACPI's interrupts, which are everywhere, stand for all. dpkg's journal has
 * files with numbers for names.
 */
const SCRIPT = `
grep -sHE -e '(efifb|BOOTFB|simplefb|simple-framebuffer|simpledrm|vesafb|vesadrm|efidrm|sysfb)' \\
  -e ' : [0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]$' -e '\\[[a-z]+\\]' -e 'IO-APIC +(2-edge|9-fasteoi)' \\
  /proc/iomem /sys/kernel/security/lockdown /proc/interrupts
while read -r key value unit; do
  case $key in
    MemAvailable:) echo "available $value" ;;
    Hugetlb:) echo "hugepages $value"; break ;;
  esac
done </proc/meminfo
if [ -d /var/lib/dpkg ]; then
  echo dpkg
  for file in /var/lib/dpkg/updates/*; do
    case \${file##*/} in *[!0-9]*) ;; *) echo "update $file"; break ;; esac
  done
fi
if cd /sys/bus/pci/devices 2>/dev/null; then
  set --
  for device in *; do
    state= status=
    { read -r state <"$device/power_state"; read -r status <"$device/power/runtime_status"; } 2>/dev/null
    case $state in
      D3cold) [ "$status" = active ] && echo "lost $device"; continue ;;
      D3*) continue ;;
    esac
    [ -r "$device/config" ] && set -- "$@" "$device/config"
    for file in "$device"/resource[0-5]_resize; do
      [ -r "$file" ] || continue
      bar=\${file#"$device/resource"} number=0
      bar=\${bar%_resize}
      read -r sizes <"$file" && while read -r start end flags; do
        [ "$number" = "$bar" ] && { echo "resize $device $bar $sizes $start $end"; break; }
        number=$((number + 1))
      done <"$device/resource"
    done
  done
  if [ $# -gt 0 ]; then
    echo "config $*"
    head -qc 4 "$@" | od -An -v -tx1 -w4
  fi
fi
for node in /sys/class/drm/card[0-9]* /sys/class/drm/renderD[0-9]*; do
  case $node in *-*) continue ;; esac
  cd -P "$node" 2>/dev/null && echo "node $PWD"
done
clients=unknown
for list in /sys/kernel/debug/dri/*/clients; do
  [ -r "$list" ] || break
  [ "$clients" = unknown ] && clients=none
  { read -r heading && read -r client; } <"$list" && clients=some
done 2>/dev/null
if [ "$clients" = none ] || [ ! -e /dev/dri ]; then
  echo holders-known
else
  found=$(timeout 10 find /proc/[0-9]*/fd -maxdepth 1 -lname '/dev/dri/*' -printf '%h %l\\n' 2>/dev/null)
  [ $? -ne 124 ] && [ -r /proc/1/fd/0 ] && echo holders-known
  printf '%s\\n' "$found" | sort -u | while read -r folder node; do
    process=\${folder%/fd} name=
    [ -n "$node" ] && read -r name 2>/dev/null <"$process/comm" && echo "holder \${process#/proc/} $node $name"
  done
fi
exit 0
`;

/** The condition of the host: what the user should know, or must decide, before a change. */
export const conditionReader: FactReader<ConditionFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseCondition(stdout),
};
