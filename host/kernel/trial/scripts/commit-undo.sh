
stage
lock_confirmed
begin_commit
undo_host
disarm
remove_traces
say "done"
