# Makes the change that was tried the default.
# needs: lib/run lib/journal lib/state-files parts/change parts/trial/commit parts/trial/disarm
# needs: parts/trial/record loaders/grub/settings

at_end='settle_drop_in unlock_packages'

# The overlay that is kept goes into a folder that may be there because of the trial's.
note_overlay_folder() {
  [ -e "$trial/folders" ] && grep -qx overlay "$work/instructions" || return 0
  grep -xF "$boot/vfio" "$trial/folders" | sed 's/^/folder /' | note_lines
}

stage ''
lock_trial
begin_commit
note_overlay_folder
offer_tried
change_host
prove_image
if [ -e "$trial/proven" ]; then
  cp "$trial/proven" "$state/proven.new"
  take_place "$state/proven"
fi
disarm
forget_trial
say "done"
