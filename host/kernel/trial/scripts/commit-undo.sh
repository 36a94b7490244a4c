
stage
lock_trial
begin_commit
undo_host
disarm
remove_traces
say "done"
