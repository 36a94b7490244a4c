# The host's own images of the initramfs, made anew with the bind script in them where no overlay initrd is
# used.
# needs: lib/run lib/folders lib/place parts/image-record parts/image-room parts/image-tools
# needs: parts/restore-images loaders/grub/settings

# The image from before us, once, while there is room for it.
keep_image() {
  if is_noted; then
    # A run that was stopped before it: what the image is made from counts now.
    cmp -s "$originals$path" "$root$path" || return 0
    forget_note
    note_image "$(image_sources "$kernel")"
    return 0
  fi
  size=$(stat -Lc %s "$root$path")
  make_folder "$state"
  if [ "$(free_kilobytes "$state")" -ge $((size * 2 / 1024 + 65536)) ]; then
    make_folder "$originals${path%/*}"
    copy_whole "$root$path" "$originals$path.new"
    sync "$originals$path.new"
    mv -f "$originals$path.new" "$originals$path"
  else
    say "there is no room to keep $path as it is: destroy will rebuild it"
  fi
  note_image "$(image_sources "$kernel")"
}

# Somebody has made an image anew since: the one that was kept is not what the host would have without us.
forget_replaced() {
  known=$(recorded "$path")
  [ -n "$known" ] && [ "$known" != "$(signature_of "$root$path")" ] || return 0
  [ ! -e "$originals$path" ] || cmp -s "$originals$path" "$root$path" || rm -f "$originals$path"
}

# The old image stays, and so do boot settings from before.
refuse_image() {
  rm -f "$new"
  told=
  if [ -d "$kept" ]; then put_back_drop_in; fi
  refuse "$*${told:+
$told}"
}

# The record comes first: a run that is cut off between the two is found out by it.
install_image() {
  record_image "$new"
  place_image
}

build_image() {
  places_of "$root$path"
  keep_image
  touched=yes
  before=$(signature_of "$root$path")
  if [ "$kernel" = "$made_for" ]; then
    say "copying the image of kernel $kernel to $path"
    cp "$root$made" "$new"
  elif ! take_tried; then
    say "rebuilding $path"
    make_image || {
      tail -n 20 "$work/image-log" >&2
      refuse_image "$path could not be rebuilt by $tool; the old one was kept"
    }
  fi
  problems=$(look_inside "$new")
  [ -z "$problems" ] ||
    refuse_image "the new $path would not do what it must, the old one was kept: $problems"
  [ "$kernel" = "$made_for" ] || [ "$before" = "$(signature_of "$root$path")" ] ||
    refuse_image "$path was rebuilt by another program meanwhile, and that one was kept;" \
      "run again when no packages are being installed"
  forget_replaced
  install_image
  made_for=$kernel made=$path
}

make_images() {
  image_instructions >"$work/images"
  made_for='' made=''
  while read -r _ how tool kernel path; do
    case $how in
      build) build_image ;;
      restore) give_back_image ;;
      look)
        say "looking into $path"
        forget_replaced
        problems=$(look_inside "$root$path")
        case $problems in
          *"the bind script is not in it"* | *"cannot be unpacked"*) ;;
          *) is_noted || note_image unkept ;;
        esac
        if [ -z "$problems" ]; then record_image "$root$path"; else build_image; fi
        ;;
    esac
  done <"$work/images"
}
