# A trial of a boot: everything that it brings is in files of its own, noted before they are made, until it
# is the default, or gone.
# needs: lib/host lib/folders lib/state-files

trial=$state/trial
record=$trial/record
block_begin='# pulumi-vfio trial, begin'
block_end='# pulumi-vfio trial, end'

# $1: key
recorded_as() { sed -n "s/^$1 //p" "$record" 2>/dev/null; }

# $1: how far the trial has come
set_state() {
  sed "s/^state .*/state $1/" "$record" >"$work/record" && keep_as "$record" <"$work/record"
}

# $1: how the trial has ended. That goes on where the disk is full: a record that says less does no harm.
note_end() {
  set_state "$1" 2>/dev/null || echo "pulumi-vfio: the record of the trial could not be written"
}

# Whether this is the boot that is tried.
on_trial() {
  case " $(cat "$root/proc/cmdline") " in *" pulumi_vfio_trial=$(recorded_as id) "*) return 0 ;; esac
  return 1
}

# $1: file with $root in front; before it is made
note_created() {
  missing_folders "$(dirname "${1#"$root"}")" | sed 's/^folder //' >>"$trial/folders"
  echo "$1" >>"$trial/created"
  sync "$trial/folders" "$trial/created"
  make_folder "$(dirname "$1")"
}

# The record goes at once, and what was kept with it; also what a run that was cut off here has left.
forget_trial() {
  rm -rf "$trial.gone"
  if [ -d "$trial" ]; then
    mv "$trial" "$trial.gone"
    sync "$state"
    rm -rf "$trial.gone"
  fi
  rmdir "$state" 2>/dev/null || :
}
