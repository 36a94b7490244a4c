# One run of a boot transaction: its instructions, its steps, its refusals. First of the parts that change and undo are made of.
# $1: root of the tree, which all paths get in front; empty except in tests. $2: seconds to wait for locks that others hold, by default 60.
set -eu
umask 022
export LC_ALL=C

root=${1:-}
patience=${2:-60}
state=$root/var/lib/pulumi-vfio
touched=no
# The exit code of a run that has touched nothing and is refused.
refusal=75

say() { printf 'step %s\n' "$*" || :; }

# Exit code 75: this run touched nothing; 76: it did, and the journal says what.
refuse() {
  printf '%s\n' "$*" >&2
  if [ "$touched" = yes ]; then exit 76; else exit "$refusal"; fi
}

# However the run ends ($1: exit code). A new drop-in from which this run made no good menu does not stay; one of a run that was cut off, whose
# work others have completed, is not to be judged by what fails later.
ended() {
  code=$1
  if [ "$code" -eq 0 ]; then
    release_drop_in
  elif [ "$touched" = no ]; then
    code=$refusal
  elif [ -d "$kept" ] && grep -qx menu "$work/instructions"; then
    put_back_drop_in
    printf '%s\n' "$told" >&2
  fi
  unlock_packages
  rm -rf "${work:-}"
  exit "$code"
}

# Takes the instructions from standard input before anything else, so that a lost connection cannot cut them. $1: a folder in memory, for a run that a
# full disk must not stop; empty for the one of all programs.
stage() {
  trap 'ended $?' EXIT
  trap '' HUP PIPE
  work=$(mktemp -d ${1:+-p "$1"})
  cat >"$work/instructions"
  [ "$(tail -n 1 "$work/instructions")" = end ] || refuse "the instructions did not arrive completely"
  boot=$(sed -n 's/^boot //p' "$work/instructions")
  [ -n "$boot" ] || boot=/boot
}
