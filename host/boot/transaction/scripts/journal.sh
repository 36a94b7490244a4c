# The journal: what was there before us, noted before it is changed.
journal=$state/journal

noted() { [ -e "$journal" ] && grep -qxF "$1" "$journal"; }

# Adds the lines of standard input to the journal that are not in it, before what they are about is touched. It is replaced as a whole, so that
# a full disk leaves no half line.
note_lines() {
  read_journal
  lines_not_in "$work/known" >"$work/notes"
  [ -s "$work/notes" ] || return 0
  touched=yes
  make_folder "$state"
  cat "$work/known" "$work/notes" >"$journal.new"
  sync "$journal.new"
  mv -f "$journal.new" "$journal"
  sync "$state"
}

# The lines of standard input that are not in a file ($1), which may be empty: busybox's grep takes one without patterns for one that matches all.
lines_not_in() { others=$1 awk 'BEGIN { while ((getline line < ENVIRON["others"]) > 0) known[line] = 1 } !($0 in known)'; }

# Leaves its lines in $work/known.
read_journal() { whole_lines "$journal" >"$work/known"; }

# $1: notes, which may be missing. A last line without an end is of a run that was cut off before it touched what the line is about.
whole_lines() {
  [ -e "$1" ] || return 0
  if [ -z "$(tail -c 1 "$1")" ]; then cat "$1"; else sed '$d' "$1"; fi
}

# $1: a folder with $root in front
make_folder() {
  [ ! -d "$1" ] || return 0
  make_folder "${1%/*}"
  mkdir -m 0755 "$1"
  sync "${1%/*}"
}

# The missing folders on the way to a path, outermost first.
missing_folders() {
  [ ! -d "$root$1" ] || return 0
  missing_folders "${1%/*}"
  printf 'folder %s\n' "$1"
}

# printf, because the echo of some shells turns \t into a tab.
note_before() {
  read_journal
  while read -r what first second path _; do
    case $what in
      function)
        if grep -q "^driver $first " "$work/known"; then continue; fi
        printf 'driver %s %s\n' "$first" "${second#none}"
        ;;
      token) printf 'token %s\n' "$first" ;;
      file)
        missing_folders "${path%/*}"
        printf 'file %s\n' "$path"
        ;;
      overlay) missing_folders "$boot/vfio" ;;
    esac
  done <"$work/instructions" >"$work/all"
  note_lines <"$work/all"
}
