
stage
lock_host
begin_commit
undo_host
disarm
remove_traces
say "done"
