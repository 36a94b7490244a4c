# Carries out one boot transaction. Reads instructions from standard input, one a line:
#   function ADDRESS                     whose driver is remembered for the undo
#   file MODE SEEN PATH BASE64           SEEN: sha256 of what is there now, or "absent"
#   remove SEEN PATH
#   overlay                              build the overlay initrd
#   token TOKEN                          must be in every ordinary boot entry of the new boot menu
#   menu                                 make the boot menu anew
#   module-options BOOT_ID               they wait for the next boot
#   end                                  the last line
# The locks and the state of all files are checked before anything is touched. The boot menu is made from the new files, and so is checked
# after they were written: one that is refused is not installed, and the drop-in that it was made from is put back; the other files
# do nothing without it. What was there is noted before it is changed, and every step may be repeated: after a run that was cut
# off, the same instructions go on.

stage
lock_host
check_instructions
note_before
keep_menu
keep_drop_in
write_files
keep_copies
build_overlay
make_menu
commit_copies
say "done"
