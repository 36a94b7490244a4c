# One run of a boot transaction: its instructions, its steps, its refusals. First of the parts that change and undo are made of.
# $1: root of the tree, which all paths get in front; empty except in tests.
set -eu
umask 022
export LC_ALL=C

root=${1:-}
state=$root/var/lib/pulumi-vfio
touched=no

say() { printf 'step %s\n' "$*" || :; }

# Exit code 75: this run touched nothing; 76: it did, and the journal says what.
refuse() {
  printf '%s\n' "$*" >&2
  if [ "$touched" = yes ]; then exit 76; else exit 75; fi
}

# However the run ends. A new drop-in from which no good menu was made does not stay.
ended() {
  if [ "$1" -ne 0 ] && [ "$touched" = yes ] && [ -d "$kept" ]; then
    put_back_drop_in
    printf '%s\n' "$told" >&2
  fi
  rm -rf "$work"
  exit "$1"
}

# Takes the instructions from standard input before anything else, so that a lost connection cannot cut them.
stage() {
  work=$(mktemp -d)
  trap 'ended $?' EXIT
  trap '' HUP PIPE
  cat >"$work/instructions"
  [ "$(tail -n 1 "$work/instructions")" = end ] || refuse "the instructions did not arrive completely"
  boot=$(sed -n 's/^boot //p' "$work/instructions")
  [ -n "$boot" ] || boot=/boot
}
