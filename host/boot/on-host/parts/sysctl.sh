# Kernel settings of the running system, set at once; the values before us are noted in the journal first.
# needs: lib/run lib/journal

# Sets $entry: the file in /proc/sys for a name. Dots divide it, except in a name with slashes.
entry_of() {
  case $1 in
    */*) entry=$root/proc/sys/$1 ;;
    *) entry=$root/proc/sys/$(printf '%s' "$1" | tr . /) ;;
  esac
}

# A name that this host does not have is refused before anything is touched.
check_sysctl() {
  while read -r what name _; do
    [ "$what" = sysctl ] || continue
    entry_of "$name"
    [ -w "$entry" ] || refuse "there is no sysctl $name that can be set on this host"
  done <"$work/instructions"
}

note_sysctl() {
  while read -r what name _; do
    [ "$what" = sysctl ] || continue
    if [ -e "$journal" ] && grep -q "^sysctl $name " "$journal"; then continue; fi
    entry_of "$name"
    printf 'sysctl %s %s\n' "$name" "$(cat "$entry")"
  done <"$work/instructions" >"$work/all"
  note_lines <"$work/all"
}

remark() { say "note $*"; }

# $1: what is done with a value that the kernel does not take, refuse or remark
set_sysctl() {
  while read -r what name data; do
    [ "$what" = sysctl ] || continue
    entry_of "$name"
    touched=yes
    value=$(printf '%s' "$data" | base64 -d)
    say "setting $name to $value"
    { printf '%s\n' "$value" >"$entry"; } 2>/dev/null ||
      "$1" "the kernel does not take \"$value\" for sysctl $name"
  done <"$work/instructions"
}
