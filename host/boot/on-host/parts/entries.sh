# Boot loader entries (type 1), a text file per kernel. The script that edits them is one of the files of
# the transaction, because kernel-install runs it, too.
# needs: lib/run lib/folders

installed=/usr/local/lib/pulumi-vfio
editor=$root$installed/edit-entries

edit_entries() {
  grep -qx entries "$work/instructions" || return 0
  say "editing the boot loader entries"
  touched=yes
  PULUMI_VFIO_ROOT=$root "$editor" add
}

# Another boot loader started the host: entries in a folder that is not edited any more are given back while
# the editor is still there.
release_entries() {
  [ -e "$editor" ] || return 0
  next=$(
    awk -v path="$installed/boot-folder" '
      $1 == "remove" && $3 == path { print "gone" }
      $1 == "file" && $4 == path { print $5 }
    ' "$work/instructions"
  )
  case $next in
    '') return 0 ;;
    gone) ;;
    *) if printf '%s' "$next" | base64 -d | cmp -s - "$root$installed/boot-folder"; then return 0; fi ;;
  esac
  keep_editor
  restore_entries
  rm -f "$state/edit-entries" "$state/boot-folder" "$state/arguments"
}

# A run that was cut off may have removed some of the files already, so the editor is a copy, the last of
# the copies to appear; what is not there any more was copied by that run.
keep_editor() {
  [ -e "$editor" ] || return 0
  make_folder "$state"
  for file in arguments boot-folder edit-entries; do
    [ -e "$root$installed/$file" ] || continue
    cp -p "$root$installed/$file" "$state/$file.new"
    sync "$state/$file.new"
    mv -f "$state/$file.new" "$state/$file"
    sync "$state"
  done
}

# Without a folder nothing was edited.
restore_entries() {
  [ -e "$state/edit-entries" ] && [ -e "$state/boot-folder" ] || return 0
  say "taking our part out of the boot loader entries"
  read -r edited_folder <"$state/boot-folder"
  [ -d "$root$edited_folder/loader/entries" ] ||
    refuse "the boot loader entries that were edited are not there: mount the partition with" \
      "$edited_folder/loader/entries (if it is gone for good, make that folder), and run again"
  touched=yes
  PULUMI_VFIO_ROOT=$root PULUMI_VFIO_FOLDER=$state "$state/edit-entries" remove
  left=$(grep -sl -e vfio_bind= -e /vfio/early.cpio "$root$edited_folder"/loader/entries/*.conf) || :
  [ -z "$left" ] ||
    refuse "these boot loader entries still have vfio_bind= or the overlay; take both out by hand: $left"
}
