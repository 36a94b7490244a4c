# Runs at every boot while a trial is on the host, and takes away what is left of one that did not come to
# its end. Runs also some time after one was armed, if the host was not rebooted since: PULUMI_VFIO_TRIAL is
# its id then, because another one may have been armed since. What it needs of its own is in memory: a full
# disk does not keep it from taking a trial away.
# needs: lib/host lib/lock-file parts/trial/record parts/trial/disarm parts/trial/loader-words

trap '' HUP PIPE
work=$(mktemp -d -p "$root/run")
trap 'rm -rf "$work"' EXIT

# The trial runs. systemd-boot forgets its word for one boot before it starts an entry, and does not look
# whether the firmware has kept it: the trial would be started again and again.
leave_alone() {
  [ ! -e "$trial/loader-default" ] || set_loader_word set-oneshot LoaderEntryOneShot ''
  exit 0
}

open_lock
flock 9
[ -e "$record" ] || exit 0
[ "${PULUMI_VFIO_TRIAL-$(recorded_as id)}" = "$(recorded_as id)" ] || exit 0
case $(recorded_as state) in
  committing)
    exec 9>&-
    sh "$trial/commit" "$root" <"$trial/instructions"
    ;;
  staged)
    disarm
    forget_trial
    ;;
  armed)
    ! on_trial || leave_alone
    echo "pulumi-vfio: the host was started without the trial $(recorded_as id), which is removed"
    disarm
    note_end fell-back
    ;;
  *)
    ! on_trial || leave_alone
    disarm
    ;;
esac
