# Gives the host back as it was. Reads instructions (boot, sysctl, file, remove) for what is left of the
# written files, as change does. When the boot menu cannot be made, the one in place stays, with the overlay
# that it names, the journal, the copies and the old menu; another undo goes on from there.
# needs: parts/files parts/sysctl parts/entries parts/restore-images parts/arguments-by-tool
# needs: parts/kept-arguments parts/traces
# needs: loaders/grub/settings loaders/grub/menu loaders/sdbootutil/entries loaders/rpm-ostree/deployment

undo_host() {
  check_instructions
  check_snapshot_room "$(cat "$by_tool/tool" 2>/dev/null)"
  remove_gone
  release_drop_in
  set_sysctl remark
  keep_editor
  write_new_files
  place_files
  restore_menu
  restore_entries
  restore_images
  restore_by_tool
  restore_deployment
}
