# One run of a program: its instructions, its steps, its refusals.
# needs: lib/host

# The exit code of a run that has touched nothing and is refused.
refusal=75
# What is done however the run ends: functions, which get the exit code. Set by programs.
at_end=

say() { printf 'step %s\n' "$*" || :; }

# Exit code 75: this run touched nothing; 76: it did, and the journal says what.
refuse() {
  printf '%s\n' "$*" >&2
  if [ "$touched" = yes ]; then exit 76; else exit "$refusal"; fi
}

# However the run ends ($1: exit code).
ended() {
  code=$1
  [ "$code" -eq 0 ] || [ "$touched" = yes ] || code=$refusal
  for last in $at_end; do "$last" "$code"; done
  rm -rf "${work:-}"
  exit "$code"
}

# Takes the instructions from standard input before anything else, so that a lost connection cannot cut
# them. $1: a folder in memory, for a run that a full disk must not stop; empty for the one of all programs.
stage() {
  trap 'ended $?' EXIT
  trap '' HUP PIPE
  work=$(mktemp -d ${1:+-p "$1"})
  cat >"$work/instructions"
  [ "$(tail -n 1 "$work/instructions")" = end ] || refuse "the instructions did not arrive completely"
  boot=$(sed -n 's/^boot //p' "$work/instructions")
  [ -n "$boot" ] || boot=/boot
}
