# Gives the host back as it was. Reads instructions (file, remove) for what is left of the written files, as change does.
# $1: root of the tree (tests).
root=${1:-}

stage
lock_host
check_instructions
write_files
restore_menu
remove_traces
say "done"
