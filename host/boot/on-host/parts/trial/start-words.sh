# The words that start a trial once, GRUB's and systemd-boot's, and what must be on the disks before them.
# needs: lib/run lib/state-files parts/trial/record parts/trial/loader-words

# systemd-boot ends when it cannot load what an entry names, and the firmware may have nothing else to
# start. Paths begin at the partition with the entry.
check_loaded() {
  entry=$(
    awk '$1 == "trial-file" && $3 ~ /\/loader\/entries\/[^\/]*\.conf$/ { print $3 }' "$work/instructions"
  )
  [ -n "$entry" ] || return 0
  awk '$1 == "linux" || $1 == "initrd" { print $2 }' "$root$entry" | tr '\\' / >"$work/loaded"
  while read -r path; do
    path=${entry%/loader/entries/*}/${path#/}
    [ -s "$root$path" ] || refuse "$path, which the trial would load, is not there, or empty"
  done <"$work/loaded"
}

# GRUB does not replay the journal of a file system: one of its own is brought to the disk as a whole. The
# child thaws it whatever happens.
settle_boot_folder() {
  sync
  mountpoint -q "$root$boot" && [ -z "$root" ] || return 0
  case $(findmnt -n -o FSTYPE "$boot") in ext[34] | xfs) ;; *) return 0 ;; esac
  (
    exec 8>&- 9>&-
    sleep 20
    fsfreeze -u "$boot"
  ) >/dev/null 2>&1 &
  watchdog=$!
  fsfreeze -f "$boot" 2>/dev/null || :
  fsfreeze -u "$boot" 2>/dev/null || :
  kill "$watchdog" 2>/dev/null || :
}

arm_grub() {
  word=$(grep '^trial-environment ' "$work/instructions") || return 0
  # shellcheck disable=SC2086 # three words
  set -- $word
  note_created "$root$2"
  "$editenv" "$root$2.new" create
  "$editenv" "$root$2.new" set "$3=$4"
  sync "$root$2.new"
  mv -f "$root$2.new" "$root$2"
  sync "$(dirname "$root$2")"
  settle_boot_folder
}

# `bootctl set-oneshot` says nothing about an entry that is not there.
arm_systemd_boot() {
  word=$(grep '^trial-oneshot ' "$work/instructions") || return 0
  # shellcheck disable=SC2086 # two words
  set -- $word
  loader_variable LoaderEntryDefault >"$work/default"
  keep_as "$trial/loader-default" <"$work/default"
  bootctl set-default "$3"
  bootctl set-oneshot "$2"
  [ "$(loader_variable LoaderEntryOneShot)" = "$2" ] ||
    refuse "the firmware did not keep which entry is to be started once"
  sync
}
