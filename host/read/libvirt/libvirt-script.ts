/**
 * Prints what libvirt knows in sections, each begun by a line `<mark> <section>`; the first line of all is
 * the mark. `virsh` takes most of a second to start on a slow host, so it is started three times at most: for
 * the lists, for what is in them, and for the volumes. Things are named by UUID, volumes by their path with
 * every unusual character escaped for virsh. Exit code 3: there is no virsh. Not reached when libvirt is not
 * installed, so nothing is started by the question.
 */
export const libvirtScript = `
command -v virsh >/dev/null 2>&1 || exit 3
mark=$(cat /proc/sys/kernel/random/uuid)
echo "$mark"
ask() { timeout 90 virsh -q -c qemu:///system "$1"; }
section() { printf "echo '\\n%s %s\\n'; " "$mark" "$1"; }
after() { sed -n "/^$mark $1$/,/^$mark /p" | grep -v -e "^$mark" -e '^[[:space:]]*$'; }
lists=$(ask "$(section version)version; $(section capabilities)domcapabilities --machine q35; $(
  section networks)net-list --all --name; $(section active-networks)net-list --name; $(
  section domains)list --all --uuid; $(section pools)pool-list --all --uuid; $(section end)")
printf '%s\\n' "$lists"
domains=$(printf '%s\\n' "$lists" | after domains)
pools=$(printf '%s\\n' "$lists" | after pools)
[ -n "$domains$pools" ] || exit 0
details=$(ask "$(
  for id in $domains; do
    section "domain-info $id"; printf 'dominfo %s; ' "$id"
    section "domain-state $id"; printf 'domstate --reason %s; ' "$id"
    section "domain-inactive $id"; printf 'dumpxml --inactive %s; ' "$id"
    section "domain-live $id"; printf 'dumpxml %s; ' "$id"
  done
  for id in $pools; do
    section "pool-info $id"; printf 'pool-info %s; ' "$id"
    section "pool-xml $id"; printf 'pool-dumpxml %s; ' "$id"
    section "pool-volumes $id"; printf 'vol-list %s; ' "$id"
  done
  section end
)")
printf '%s\\n' "$details"
volumes=$(for id in $pools; do
  printf '%s\\n' "$details" | after "pool-volumes $id" | sed -n 's|^.*[^ ]  *\\(/.*[^ ]\\) *$|\\1|p' |
    sed "s|[^A-Za-z0-9_./-]|\\\\\\\\&|g" | while IFS= read -r path; do
      section "volume-of $id"; printf 'vol-dumpxml %s; ' "$path"
    done
done)
[ -z "$volumes" ] || ask "$volumes$(section end)"
`;
