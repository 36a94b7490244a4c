# Gives the host back as it was before all changes; instructions come from standard input.
# needs: lib/run lib/lock parts/undo parts/traces

at_end='unlock_packages'

stage ''
lock_host
undo_host
remove_traces
say "done"
