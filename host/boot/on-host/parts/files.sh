# The files that the instructions name.
# needs: lib/run lib/folders lib/place lib/state-files lib/sums

# Whether an earlier run whose connection was lost went on after the host was read.
went_on=no

# Nothing is touched unless all targets are as they were when the change was planned, or as it makes them:
# an earlier run whose connection was lost may have gone on after the host was read. Sets $went_on.
check_instructions() {
  went_on=no
  while read -r what first second third data; do
    case $what in
      file) seen=$second path=$third ;;
      remove) seen=$first path=$second ;;
      *) continue ;;
    esac
    [ ! -L "$root$path" ] || refuse "$path is a symbolic link, which is not followed"
    now=$(sum_of "$root$path")
    [ "$now" != "$seen" ] || continue
    wanted=absent
    [ "$what" = remove ] || wanted=$(printf '%s' "$data" | base64 -d | sha256sum | cut -d ' ' -f 1)
    [ "$now" = "$wanted" ] ||
      refuse "$path was changed by another program or by you since the change was planned" \
        "(sha256 $now instead of $seen); look at it and run again"
    went_on=yes
  done <"$work/instructions"
}

# $1: file, $2: path it is for
validate() {
  case $2 in
    */sysctl.d/* | */udev/rules.d/*) ;;
    */mkinitcpio.conf.d/* | */initcpio/install/* | */dracut/*) ! command -v bash >/dev/null || bash -n "$1" ;;
    */modprobe.d/*) ! command -v modprobe >/dev/null || modprobe -C "$1" -c >/dev/null ;;
    *) sh -n "$1" ;;
  esac
}

# The new files are written under other names and brought to the disk all together.
write_new_files() {
  set --
  while read -r what mode _ path data; do
    [ "$what" = file ] || continue
    places_of "$root$path"
    touched=yes
    make_folder "$folder"
    printf '%s' "$data" | base64 -d >"$new"
    if [ -e "$root$path" ]; then
      keep_attributes "$root$path" "$new"
      [ "$mode" != 0755 ] || chmod u+x "$new"
    else
      chmod "$mode" "$new"
    fi
    validate "$new" "$path" || {
      rm -f "$new" "$@"
      refuse "the new $path is not valid"
    }
    set -- "$@" "$new"
  done <"$work/instructions"
  [ $# -eq 0 ] || sync "$@"
}

# They take their places, and those that are to go are removed.
place_files() {
  set --
  while read -r what _ second path _; do
    case $what in
      file)
        say "writing $path"
        places_of "$root$path"
        if [ -e "$target" ]; then fresh=no; else fresh=yes; fi
        mv -f "$new" "$target"
        [ "$fresh" = no ] || label_new "$target"
        set -- "$@" "$folder"
        ;;
      remove)
        say "removing $second"
        touched=yes
        rm -f "$root$second"
        places_of "$root$second"
        [ ! -d "$folder" ] || set -- "$@" "$folder"
        ;;
    esac
  done <"$work/instructions"
  [ $# -eq 0 ] || sync "$@"
}

# What the files become, for an undo that comes before their copies are made. Only with the instruction
# `copies`: an undo writes what is of others.
note_contents() {
  grep -qx copies "$work/instructions" || return 0
  make_folder "$state"
  while read -r what _ _ path _; do
    [ "$what" = file ] || continue
    places_of "$root$path"
    printf '%s %s\n' "$path" "$(sum_of "$new")"
  done <"$work/instructions" >"$state/written.new"
  take_place "$state/written"
}

# What we wrote, so that the undo can tell it from what others wrote since. A run that does not come to it
# is seen by the copies.
keep_copies() {
  while read -r what _ second path _; do
    case $what in
      file)
        make_folder "$state/ours${path%/*}"
        cp "$root$path" "$state/ours$path.new"
        mv -f "$state/ours$path.new" "$state/ours$path"
        ;;
      remove) rm -f "$state/ours$second" ;;
    esac
  done <"$work/instructions"
  rm -f "$state/written"
}

commit_copies() {
  [ -d "$state/ours" ] || return 0
  sync -f "$state"
}
