# What is noted before a change touches anything.
# needs: lib/host lib/folders lib/journal lib/state-files parts/image-record loaders/sdbootutil/entries

# printf, because the echo of some shells turns \t into a tab.
note_before() {
  read_journal
  while read -r what first second path _; do
    case $what in
      function)
        if grep -q "^driver $first " "$work/known"; then continue; fi
        printf 'driver %s %s\n' "$first" "${second#none}"
        ;;
      token) printf 'token %s\n' "$first" ;;
      file)
        missing_folders "${path%/*}"
        printf 'file %s\n' "$path"
        ;;
      overlay) missing_folders "$boot/vfio" ;;
    esac
  done <"$work/instructions" >"$work/all"
  note_lines <"$work/all"
}

# What is made of the files, or waits for a boot with them, is noted as due before they change: when this
# run does not come to it, the next one finds the files as wanted, and the note. An image is looked into for
# the script only, so that one without a record gets one, too.
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
    printf '%s %s due %s %s\n' "$path" "$kernel" "${seen:-$(signature_of "$root$path")}" "$tool" \
      >>"$state/images.new"
    take_place "$state/images"
  done <"$work/images"
  booted=$(sed -n 's/^module-options //p' "$work/instructions")
  [ -n "$booted" ] || return 0
  printf '%s\n' "$booted" >"$state/module-options.new"
  take_place "$state/module-options"
}
