# The drop-in with our settings for GRUB. Everybody who runs grub-mkconfig takes them over unchecked, so the
# ones before are kept until a menu made from the new ones was found good, also over a run that was cut off.
# needs: lib/host lib/folders lib/place lib/state-files

drop_in=/etc/default/grub.d/90-pulumi-vfio.cfg
kept=$state/drop-in

# A folder that appears at once; what is not in it was not there.
keep_drop_in() {
  grep -qF " $drop_in" "$work/instructions" || return 0
  [ ! -d "$kept" ] || return 0
  touched=yes
  rm -rf "$kept.new"
  make_folder "$kept.new"
  keep_file "$root$drop_in" "$kept.new/file"
  keep_file "$state/ours$drop_in" "$kept.new/ours"
  sync "$kept.new"
  mv "$kept.new" "$kept"
  sync "$state"
}

release_drop_in() {
  [ -d "$kept" ] || return 0
  touched=yes
  rm -rf "$kept.new"
  mv "$kept" "$kept.new"
  rm -rf "$kept.new"
}

# Sets $told to what is to be told about it.
put_back_drop_in() {
  touched=yes
  told="$drop_in was put back to what it was"
  [ -e "$kept/file" ] || told="$drop_in was put back to what it was: no such file"
  put_back "$kept/file" "$root$drop_in"
  put_back "$kept/ours" "$state/ours$drop_in"
  release_drop_in
}

# At the end of a run ($1: exit code). A new drop-in from which this run made no good menu does not stay;
# one of a run that was cut off, whose work others have completed, is not to be judged by what fails later.
settle_drop_in() {
  if [ "$1" -eq 0 ]; then
    release_drop_in
  elif [ "$touched" = yes ] && [ -d "$kept" ] && grep -qx menu "$work/instructions"; then
    put_back_drop_in
    printf '%s\n' "$told" >&2
  fi
}
