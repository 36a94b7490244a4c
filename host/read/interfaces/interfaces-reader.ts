import type { NetworkInterface } from "../../model/facts/interfaces-facts.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { parseInterfaces } from "./parse-interfaces.ts";

/**
 * One search for the names of all interfaces through the files of those programs that set networks up, and
 * one for the files that give names. Only lines with a name of an interface are printed, so no password is.
 */
const SCRIPT = `
set --
for net in /sys/class/net/*; do
  [ -e "$net/device" ] && cd -P "$net/device" 2>/dev/null || continue
  mac= assigned=
  { read -r mac <"$net/address"; read -r assigned <"$net/addr_assign_type"; } 2>/dev/null
  echo "interface \${net##*/} \${mac:-unknown} \${assigned:-unknown} $PWD"
  set -- "$@" -e "\${net##*/}"
done
[ $# -gt 0 ] || exit 0
grep -rsHwF "$@" /etc/netplan /etc/network /etc/systemd/network /etc/NetworkManager/system-connections \\
  /etc/sysconfig/network-scripts /etc/sysconfig/network /etc/udev/rules.d | sed 's/^/config /'
grep -sHE '^[[:space:]]*((Permanent)?MACAddress|Name)[[:space:]]*=' /etc/systemd/network/*.link /run/systemd/network/*.link \\
  /usr/lib/systemd/network/*.link | sed 's/^/link /'
exit 0
`;

/** The network interfaces of hardware; empty on a host without any. */
export const interfacesReader: FactReader<readonly NetworkInterface[]> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseInterfaces(stdout),
};
