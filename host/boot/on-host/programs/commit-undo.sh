# Gives the host back for good, as it was tried.
# needs: lib/run parts/undo parts/traces parts/trial/commit parts/trial/disarm

at_end=unlock_packages

stage ''
lock_trial
begin_commit
offer_tried
undo_host
prove_image
disarm
remove_traces
say "done"
