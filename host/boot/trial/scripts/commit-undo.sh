
stage
lock_trial
begin_commit
offer_tried
undo_host
prove_image
disarm
remove_traces
say "done"
