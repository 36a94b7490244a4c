# Carries out one boot transaction. Reads instructions from standard input, one a line; `end` is the last:
#   function ADDRESS DRIVER
#       the driver, or none, that held it when the change was planned, for the undo
#   file MODE SEEN PATH CONTENT:base64
#       write it; SEEN: sha256 of what is there now, or `absent`
#   remove SEEN PATH
#       remove a file
#   sources KINDS...
#       files of others that the change was planned from: go on only while they are as seen
#   seen KIND SHA256 PATH
#       one of them
#   boot FOLDER
#       whose vfio/early.cpio is the overlay initrd
#   sysctl NAME VALUE:base64
#       a value of the running system, set at once
#   overlay
#       build the overlay initrd
#   no-overlay
#       remove it when the boot menu does not name it any more
#   binding rebuild
#       boot entries are not to load an overlay
#   image build|look|restore TOOL KERNEL PATH
#       an image with the bind script in it: build it, look for it, or restore the one from before us
#   entry-image build|look|restore TOOL KERNEL PATH
#       the same where sdbootutil makes it: with its entry, and under a name of its own
#   tried KERNEL PATH
#       an image for that kernel that was tried, and takes the place of one that would be made
#   token TOKEN
#       must be in every ordinary boot entry of the new boot menu
#   menu
#       regenerate GRUB's boot menu
#   entries
#       edit the boot loader entries
#   arguments-by-tool TOOL
#       give the arguments to a program that makes boot entries of them
#   deployment
#       let rpm-ostree make a deployment with the tokens
#   initramfs enabled|disabled enable|disable ARGUMENTS:base64...
#       how its initramfs is made: by dracut with these arguments, or not on this host; and how before us
#   copies
#       this run keeps copies of what it writes
#   module-options BOOT_ID
#       they wait for the next boot
# The locks and the state of all files are checked before anything is touched. The boot menu is made from
# the new files, and so is checked after they were written: one that is refused is not installed, and the
# drop-in that it was made from is put back; the other files do nothing without it. What was there is noted
# before it is changed, and every step may be repeated: after a run that was cut off, the same instructions
# go on.
# needs: parts/files parts/before parts/sources parts/sysctl parts/overlay parts/images parts/image-room
# needs: parts/entries parts/arguments-by-tool parts/traces
# needs: loaders/grub/settings loaders/grub/menu loaders/rpm-ostree/deployment

change_host() {
  check_instructions
  check_sources
  check_sysctl
  check_by_tool
  check_deployment
  check_image_room
  remove_gone
  note_before
  note_sysctl
  set_sysctl refuse
  keep_menu
  keep_drop_in
  keep_keeper
  keep_deployment
  release_entries
  write_new_files
  note_due
  note_contents
  place_files
  keep_copies
  build_overlay
  make_images
  make_menu
  edit_entries
  arguments_by_tool
  make_deployment
  # Where no menu is made of them, settings for GRUB are as they are to be.
  release_drop_in
  drop_overlay
  commit_copies
}
