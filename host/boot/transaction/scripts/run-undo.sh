
stage
lock_host
undo_host
remove_traces
say "done"
