
stage
lock_host
change_host
say "done"
