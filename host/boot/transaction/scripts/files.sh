# The files that the instructions name.

sum_of() {
  if [ -e "$1" ]; then sha256sum <"$1" | cut -d ' ' -f 1; else echo absent; fi
}

# Nothing is touched unless all targets are as they were when the change was planned, or as it makes them: an earlier run whose
# connection was lost may have gone on after the host was read. Sets $went_on: whether one did.
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
    [ "$now" = "$wanted" ] || refuse "$path was changed by somebody else since the change was planned (sha256 $now instead of $seen); look at it and run again"
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

# What is made of the files, or waits for a boot with them, is noted as due before they change: when this run does not come to it, the next
# one finds the files as wanted, and the note. An image is looked into for the script only, so that one without a record gets one, too.
note_due() {
  if grep -qx overlay "$work/instructions" && [ -e "$state/overlay" ]; then
    sed 's/^bind .*/bind due/' "$state/overlay" >"$state/overlay.new"
    take_place "$state/overlay"
  fi
  { image_instructions && entry_image_instructions; } >"$work/images"
  [ ! -e "$state/images" ] || while read -r _ how tool kernel path; do
    [ "$how" = build ] || continue
    seen=$(recorded "$path")
    forget_record
    printf '%s %s due %s %s\n' "$path" "$kernel" "${seen:-$(signature_of "$root$path")}" "$tool" >>"$state/images.new"
    take_place "$state/images"
  done <"$work/images"
  booted=$(sed -n 's/^module-options //p' "$work/instructions")
  [ -n "$booted" ] || return 0
  printf '%s\n' "$booted" >"$state/module-options.new"
  take_place "$state/module-options"
}

# What the files become, for an undo that comes before their copies are made. Only with the instruction `copies`: an undo writes what is of
# others.
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

# $1: a file of the state, whose new content is beside it
take_place() {
  touched=yes
  sync "$1.new" && mv -f "$1.new" "$1" && sync "$state"
}

# The new files are written under other names and brought to the disk all together, and then take their places.
write_files() {
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
    validate "$new" "$path" || { rm -f "$new" "$@"; refuse "the new $path is not valid"; }
    set -- "$@" "$new"
  done <"$work/instructions"
  [ $# -eq 0 ] || sync "$@"
  note_due
  note_contents
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

# What we wrote, so that the undo can tell it from what others wrote since. A run that does not come to it is seen by the copies.
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
