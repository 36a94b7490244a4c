# Arms a trial: the next boot, and only that one, starts what is planned. Reads instructions from standard
# input: those of the transaction that makes it the default later, and
#   trial ID SECONDS
#       SECONDS: when the dead-man unit returns the host
#   trial-script NAME CONTENT:base64
#       what goes on without a controller
#   trial-file MODE PATH CONTENT:base64
#       write a file of the trial's own
#   trial-link TARGET LINK
#       make a symbolic link of the trial's own
#   trial-overlay PATH
#       build the trial's overlay initrd
#   trial-image build|look|restore TOOL KERNEL REPLACED PATH
#       the trial's own image, in place of REPLACED, of which the transaction would do as it says
#   trial-in-place CONTENT:base64
#       what runs a tool where the planned files are in their places
#   trial-menu PATH LINES:base64
#       lines for GRUB's custom.cfg
#   trial-environment PATH NAME VALUE
#       the word in a file of GRUB's that starts the entry once
#   trial-oneshot ENTRY KNOWN_GOOD
#       the same for systemd-boot
# Nothing that a boot without the trial reads is changed. What starts the trial is set last: until then a
# power cut leaves the old system.
# needs: lib/run lib/lock lib/folders lib/place lib/state-files parts/files parts/sources parts/sysctl
# needs: parts/arguments-by-tool parts/image-room
# needs: parts/trial/record parts/trial/room parts/trial/images parts/trial/start-words

at_end=unlock_packages

arm_host() {
  check_instructions
  check_sources
  check_sysctl
  check_by_tool
  check_image_room
  check_grub
  check_trial_room
  require_no_trial
  stage_files
  check_trial_image
  begin_record
  say "staging the trial boot"
  write_trial_files
  build_trial_overlay
  build_trial_image
  write_menu_block
  settle_boot_folder
  check_loaded
  say "arming the trial boot"
  date_record
  set_state armed
  arm_grub
  arm_systemd_boot
}

# What an earlier run has left was taken away before, unless another run has begun since.
require_no_trial() {
  if [ -e "$record" ]; then
    refuse "another run tries a boot of this host ($(recorded_as state)); wait for it to end, and run again"
  fi
  rm -rf "$trial" "$trial.gone"
}

# What is needed later, before anything is touched.
check_grub() {
  file=$(sed -n 's/^trial-menu \(\S*\) .*/\1/p' "$work/instructions")
  [ -n "$file" ] || return 0
  [ ! -L "$root$file" ] || refuse "$file is a symbolic link, which is not followed"
  editenv=$(command -v grub-editenv || command -v grub2-editenv) ||
    refuse "there is no grub-editenv, which writes the word that starts the trial"
}

begin_record() {
  touched=yes
  make_folder "$trial"
  grep -v '^trial' "$work/instructions" >"$work/payload"
  keep_as "$trial/instructions" <"$work/payload"
  cat "$root/proc/sys/kernel/panic" >"$work/panic"
  keep_as "$trial/panic" <"$work/panic"
  while read -r what name data _; do
    [ "$what" = trial-script ] || continue
    printf '%s' "$data" | base64 -d >"$work/script"
    keep_as "$trial/$name" <"$work/script"
  done <"$work/instructions"
  {
    sed -n 's/^trial \(\S*\) \(\S*\)$/id \1\nseconds \2/p' "$work/instructions"
    echo "boot $(cat "$root/proc/sys/kernel/random/boot_id")"
    echo "since $(date +%s)"
    echo "state staged"
  } >"$work/record"
  keep_as "$record" <"$work/record"
}

# Who waits for the reboot counts from here: an image may have taken minutes.
date_record() {
  sed "s/^since .*/since $(date +%s)/" "$record" >"$work/record"
  keep_as "$record" <"$work/record"
}

write_trial_files() {
  while read -r what first path data; do
    case $what in
      trial-file)
        note_created "$root$path"
        printf '%s' "$data" | base64 -d >"$root$path.new"
        chmod "$first" "$root$path.new"
        sync "$root$path.new"
        mv -f "$root$path.new" "$root$path"
        sync "$(dirname "$root$path")"
        ;;
      trial-link)
        note_created "$root$path"
        ln -sf "$first" "$root$path"
        sync "$(dirname "$root$path")"
        ;;
    esac
  done <"$work/instructions"
}

write_menu_block() {
  file=$(sed -n 's/^trial-menu \(\S*\) .*/\1/p' "$work/instructions")
  [ -n "$file" ] || return 0
  {
    echo "$block_begin"
    sed -n 's/^trial-menu \S* //p' "$work/instructions" | base64 -d
    echo "$block_end"
  } >"$work/block"
  if [ -e "$root$file" ]; then
    {
      cat "$root$file"
      [ -z "$(tail -c 1 "$root$file")" ] || echo
      cat "$work/block"
    } >"$work/menu"
    keep_copy "$root$file" "$trial/menu-before"
  else
    cp "$work/block" "$work/menu"
  fi
  check=$(command -v grub-script-check || command -v grub2-script-check) || check=
  [ -z "$check" ] || "$check" "$work/menu" ||
    refuse "the lines for the trial in $file are not what GRUB understands"
  echo "$root$file" | keep_as "$trial/menu"
  places_of "$root$file"
  [ ! -e "$root$file" ] || cp -p "$root$file" "$new"
  cat "$work/menu" >"$new"
  sync "$new"
  keep_copy "$new" "$trial/menu-with-block"
  mv -f "$new" "$root$file"
  sync "$folder"
}

# Who armed it may be gone before the reboot, and a reboot weeks later is not to be a trial. Nothing of this
# is left after a boot, and it ends when the host goes down; what is in memory is written before that, which
# may take ten minutes.
take_away_later() {
  [ -d "$root/run/systemd/system" ] || return 0
  systemd-run --quiet --collect --on-active=900 --timer-property=AccuracySec=1s \
    --setenv="PULUMI_VFIO_TRIAL=$(recorded_as id)" \
    /bin/sh "$trial/recover" ${root:+"$root"} >/dev/null 2>&1 || :
}

stage ''
lock_host
arm_host
take_away_later
say "armed"
