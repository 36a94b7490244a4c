# Files of lines.

# $1: notes, which may be missing. A last line without an end is of a run that was cut off before it touched
# what the line is about.
whole_lines() {
  [ -e "$1" ] || return 0
  if [ -z "$(tail -c 1 "$1")" ]; then cat "$1"; else sed '$d' "$1"; fi
}

# The lines of standard input that are not in a file ($1), which may be empty: busybox's grep takes one
# without patterns for one that matches all.
lines_not_in() {
  others=$1 awk '
    BEGIN { while ((getline line < ENVIRON["others"]) > 0) known[line] = 1 }
    !($0 in known)
  '
}
