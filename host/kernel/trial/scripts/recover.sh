# Runs at every boot while a trial is on the host, and takes away what is left of one that did not come to its end.

trap '' HUP PIPE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$root/run/lock"
exec 9>"$root/run/lock/pulumi-vfio.lock"
flock 9
[ -e "$record" ] || exit 0
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
    ! on_trial || exit 0
    echo "pulumi-vfio: the host was started without the trial $(recorded_as id), which is taken away"
    set_state fell-back
    disarm
    ;;
  *)
    ! on_trial || exit 0
    disarm
    ;;
esac
