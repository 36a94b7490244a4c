# What a trial loads that is made on the host, from the files as they are to be, which are not in their
# places yet: its overlay initrd, and its image in place of the host's own.
# needs: lib/run lib/place lib/state-files lib/sums parts/image-record parts/image-room parts/image-tools
# needs: parts/restore-images parts/trial/record

# The planned files, below $planned, and in $work/gone those that are not to be there any more.
stage_files() {
  planned=$work/stage
  : >"$work/gone"
  for file in /usr/local/lib/pulumi-vfio/bind /usr/local/lib/pulumi-vfio/build-overlay \
    /etc/modprobe.d/pulumi-vfio.conf; do
    mkdir -p "$planned${file%/*}"
    [ ! -e "$root$file" ] || cp -p "$root$file" "$planned$file"
  done
  while read -r what first second path data; do
    case $what in
      file)
        mkdir -p "$planned${path%/*}"
        printf '%s' "$data" | base64 -d >"$planned$path"
        chmod "$first" "$planned$path"
        ;;
      remove)
        rm -f "$planned$second"
        echo "$second" >>"$work/gone"
        ;;
    esac
  done <"$work/instructions"
}

build_trial_overlay() {
  overlay=$(sed -n 's/^trial-overlay //p' "$work/instructions")
  [ -n "$overlay" ] || return 0
  note_created "$root$overlay"
  PULUMI_VFIO_ROOT=$root PULUMI_VFIO_STAGE=$planned PULUMI_VFIO_OVERLAY=$overlay \
    sh "$planned/usr/local/lib/pulumi-vfio/build-overlay"
}

# Sets what the trial's image is: $how, $tool, $kernel, $path of the host's own and $image in its place.
# Fails when it has none.
read_trial_image() {
  grep '^trial-image ' "$work/instructions" >"$work/trial-image" || return 1
  read -r _ how tool kernel path image <"$work/trial-image"
}

# Before anything is touched: that there is room, and that a tool can be run with the planned files.
check_trial_image() {
  read_trial_image || return 0
  check_room_for "$path" "$boot" "make one like $path for the trial"
  sed -n 's/^trial-in-place //p' "$work/instructions" | base64 -d >"$work/in-place"
  start_tool=run_in_place
  [ "$how" != restore ] || { judge_original && [ -n "$because" ]; } || return 0
  command -v unshare >/dev/null ||
    refuse "no image for the trial can be made: there is no unshare (util-linux), and nothing else lets" \
      "$tool see files that are not in their places yet"
  run_in_place true 2>"$work/image-log" ||
    refuse "no image for the trial can be made: files could not be put in their places in a mount namespace" \
      "of its own: $(cat "$work/image-log")"
}

run_in_place() { unshare -m sh "$work/in-place" "$root" "$planned" "$work/gone" "$work" "$@"; }

# It appears as a whole. What it is, and was made from, is noted for the commit, which keeps the very image
# that was tried.
build_trial_image() {
  read_trial_image || return 0
  note_created "$root$image"
  sources=$(image_sources "$kernel") before=$(signature_of "$root$path")
  places_of "$root$image"
  case $how in restore) restore_trial_image ;; *) make_trial_image ;; esac
  sync "$new"
  mv -f "$new" "$root$image"
  sync "$folder"
  printf '%s\n' "$path" "$kernel" "$how" "$sources" "$before" "$(sum_of "$root$image")" |
    keep_as "$trial/image"
}

# As build_image and the look of make_images do it with the host's own.
make_trial_image() {
  if [ "$how" = look ] && [ -z "$(look_inside "$root$path")" ]; then
    copy_image "$root$path"
    return 0
  fi
  say "making an image for the trial, like $path"
  make_image || refuse_trial_image "it could not be made by $tool"
  problems=$(look_inside "$new")
  [ -z "$problems" ] || refuse "the image for the trial, like $path, would not do what it must: $problems"
}

# As restore_image does it.
restore_trial_image() {
  judge_original
  if [ -z "$because" ]; then
    copy_image "$original"
    return 0
  fi
  say "making an image for the trial, like $path, without our files"
  if make_image; then return 0; fi
  [ -e "$original" ] || refuse_trial_image "$tool could not make it without our files"
  copy_image "$original"
}

copy_image() {
  say "copying an image for the trial: ${1#"$root"}"
  cp "$1" "$new"
}

refuse_trial_image() {
  tail -n 20 "$work/image-log" >&2
  refuse "there is no image for the trial, like $path: $1"
}
