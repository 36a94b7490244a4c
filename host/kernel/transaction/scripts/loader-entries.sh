# Boot loader entries (type 1), a text file per kernel. The script that edits them is one of the files of the transaction, because
# kernel-install runs it, too.
editor=$root/usr/local/lib/pulumi-vfio/edit-entries

edit_entries() {
  grep -qx entries "$work/instructions" || return 0
  say "editing the boot loader entries"
  touched=yes
  PULUMI_VFIO_ROOT=$root "$editor" add
}

# An undo that was cut off may have removed the files already, so the editor is a copy.
keep_editor() {
  [ -e "$editor" ] || return 0
  make_folder "$state"
  cp -p "$editor" "${editor%/*}/boot-folder" "${editor%/*}/arguments" "$state/"
  sync "$state/edit-entries" "$state/boot-folder" "$state/arguments"
}

restore_entries() {
  [ -e "$state/edit-entries" ] || return 0
  say "taking our part out of the boot loader entries"
  PULUMI_VFIO_ROOT=$root PULUMI_VFIO_FOLDER=$state "$state/edit-entries" remove
  left=$(grep -l -e vfio_bind= -e /vfio/early.cpio "$root$boot"/loader/entries/*.conf) || :
  [ -z "$left" ] || refuse "these boot loader entries still have vfio_bind= or the overlay; take both out by hand: $left"
}
