# Removes a trial. Reads instructions from standard input, one a line; `end` is the last:
#   of ID
#       which trial; that of another run is left alone
#   reject
#       only note that it ends with the next boot
#   abandon
#       remove it although it was confirmed, and cannot be kept as it was planned
#   forget
#       remove the record, too
# needs: lib/run lib/lock-file parts/trial/record parts/trial/disarm

stage "$root/run"
open_lock
flock -w 60 9 || refuse "another run of pulumi-vfio changes this host; wait for it to end"
of=$(sed -n 's/^of //p' "$work/instructions")
if [ -e "$record" ] && [ -n "$of" ] && [ "$(recorded_as id)" != "$of" ]; then
  say "another run tries a boot of this host now, which is left alone"
  exit 0
fi
if [ -e "$record" ]; then
  [ "$(recorded_as state)" != committing ] || grep -qx abandon "$work/instructions" ||
    refuse "the trial was confirmed and is being kept"
  if grep -qx reject "$work/instructions"; then note_end rejected; else disarm; fi
fi
! grep -qx forget "$work/instructions" || forget_trial
