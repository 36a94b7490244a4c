# The images without our part in them.
# needs: lib/run lib/place parts/image-record parts/image-tools

# Sets $original to where the image from before us ($path) is, and $because to why it is not to be put back,
# empty when it is: nothing that it was made from has changed since.
judge_original() {
  original=$originals$path because=
  made_from=$(awk -v path="$path" '$1 == "image" && $2 == path { print $5; exit }' "$journal")
  if [ ! -e "$original" ]; then
    because="it was not kept, or another program has rebuilt it since"
  elif [ "$(recorded "$path")" != "$(signature_of "$root$path")" ]; then
    because="another program has rebuilt it since"
  elif [ "$made_from" != "$(image_sources "$kernel")" ]; then
    because="settings that it is made from have changed since"
  fi
}

# The image from before us, or else one that is made now, without our files.
restore_image() {
  [ -e "$root$path" ] || return 0
  touched=yes
  places_of "$root$path"
  judge_original
  if [ -e "$original" ] && cmp -s "$original" "$root$path"; then
    rm -f "$new"
    return 0
  fi
  if [ -z "$because" ]; then
    say "putting back $path"
    put_back "$original" "$root$path"
    return 0
  fi
  if take_tried || { say "rebuilding $path" && make_image; }; then
    place_image
    say "note $path was rebuilt without our files, because $because"
  else
    rm -f "$new"
    tail -n 20 "$work/image-log" >&2
    [ -e "$original" ] ||
      refuse "$path could not be rebuilt by $tool without our files; the one with them was left, it binds" \
        "nothing without vfio_bind="
    put_back "$original" "$root$path"
    say "note $path is the one from before, although $because: $tool could not rebuild it"
  fi
}

# Nothing is kept of an image that carries the script no more.
give_back_image() {
  restore_image
  forget_record
  mv -f "$image_record.new" "$image_record"
  rm -f "$originals$path"
  forget_note
}

restore_images() {
  [ -e "$journal" ] || return 0
  sed -n 's/^image //p' "$journal" >"$work/images"
  while read -r path kernel tool _; do restore_image; done <"$work/images"
}
