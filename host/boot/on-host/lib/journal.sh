# The journal ($journal): what was there before us, noted before it is changed.
# needs: lib/host lib/folders lib/lines

noted() { [ -e "$journal" ] && grep -qxF "$1" "$journal"; }

# Adds the lines of standard input to the journal that are not in it, before what they are about is touched.
# It is replaced as a whole, so that a full disk leaves no half line.
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

# Leaves its lines in $work/known.
read_journal() { whole_lines "$journal" >"$work/known"; }
