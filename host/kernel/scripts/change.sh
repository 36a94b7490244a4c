# Carries out one boot transaction. Reads instructions from standard input, one a line:
#   function ADDRESS                     whose driver is remembered for the undo
#   file MODE SEEN PATH BASE64           SEEN: sha256 of what is there now, or "absent"
#   remove SEEN PATH
#   overlay                              build the overlay initrd
#   token TOKEN                          must be in every ordinary boot entry of the new boot menu
#   menu                                 make the boot menu anew
#   module-options BOOT_ID               they wait for the next boot
#   end                                  the last line
# Everything is checked before anything is touched, what was there is noted before it is changed, and every step may be repeated:
# after a run that was cut off, the same instructions go on. $1: root of the tree (tests).
root=${1:-}

stage
lock_host
check_instructions
note_before
write_files
build_overlay
make_menu
commit_manifest
say "done"
