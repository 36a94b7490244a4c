# What is left of us when everything else was given back.
# needs: lib/journal lib/place parts/overlay loaders/grub/menu

# The overlay goes after the menu that names it. The journal goes last, and at once: a run that is cut off
# is known to be until then.
remove_traces() {
  remove_overlay
  rm -f "$candidate"
  read_journal
  sed -n 's/^file //p' "$work/known" >"$work/files"
  while read -r path; do
    places_of "$root$path"
    rm -f "$new"
  done <"$work/files"
  rm -rf "$root/usr/local/lib/pulumi-vfio"
  sed -n 's/^folder //p' "$work/known" | sort -r >"$work/folders"
  while read -r folder; do
    rmdir "$root$folder" 2>/dev/null || :
  done <"$work/folders"
  sync
  [ -d "$state" ] || return 0
  mv "$state" "$state.gone"
  sync "${state%/*}"
  remove_gone
  sync
}

# Also what an undo that was cut off has left of it.
remove_gone() { rm -rf "$state.gone"; }
