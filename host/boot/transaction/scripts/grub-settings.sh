# The drop-in with our settings for GRUB. Everybody who runs grub-mkconfig takes them over unchecked, so the ones before are kept until a
# menu made from the new ones was found good, also over a run that was cut off.
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

# $1: file that may be missing; $2: its copy
keep_file() {
  [ -e "$1" ] || return 0
  copy_whole "$1" "$2"
  sync "$2"
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
