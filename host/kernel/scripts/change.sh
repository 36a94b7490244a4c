# Carries out one boot transaction. Reads instructions from standard input, one a line:
#   function ADDRESS                     whose driver is remembered for the undo
#   file MODE SEEN PATH BASE64           SEEN: sha256 of what is there now, or "absent"
#   remove SEEN PATH
#   boot FOLDER                          whose vfio/early.cpio is the overlay initrd
#   sysctl NAME BASE64                   a value of the running system, set at once
#   overlay                              build the overlay initrd
#   token TOKEN                          must be in every ordinary boot entry of the new boot menu
#   menu                                 make GRUB's boot menu anew
#   entries                              edit the boot loader entries
#   module-options BOOT_ID               they wait for the next boot
#   end                                  the last line
# The locks and the state of all files are checked before anything is touched. The boot menu is made from the new files, and so is checked
# after they were written: one that is refused is not installed, and the drop-in that it was made from is put back; the other files
# do nothing without it. What was there is noted before it is changed, and every step may be repeated: after a run that was cut
# off, the same instructions go on.

stage
lock_host
check_instructions
check_sysctl
note_before
note_sysctl
set_sysctl refuse
keep_menu
keep_drop_in
write_files
keep_copies
build_overlay
make_menu
edit_entries
commit_copies
say "done"
