
# The overlay that is kept goes into a folder that may be there because of the trial's.
note_overlay_folder() {
  [ -e "$trial/folders" ] || return 0
  grep -xF "$boot/vfio" "$trial/folders" | sed 's/^/folder /' | note_lines
}

# There may be no room for two of them. Nothing starts the trial once more.
remove_trial_overlay() {
  whole_lines "$trial/created" | grep '/vfio/trial\.cpio$' | while read -r file; do rm -f "$file"; done
}

stage
lock_trial
begin_commit
note_overlay_folder
remove_trial_overlay
change_host
if [ -e "$trial/proven" ]; then
  cp "$trial/proven" "$state/proven.new"
  take_place "$state/proven"
fi
disarm
forget_trial
say "done"
