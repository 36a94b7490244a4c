# The host's own images of the initramfs, made anew with the bind script in them where no overlay initrd is used.
image_record=$state/images
originals=$state/base/images

# Each line of an instruction `image HOW TOOL KERNEL PATH` in turn.
image_instructions() { grep '^image ' "$work/instructions" || :; }

# Tells a replaced image without reading it. No inode: FAT has none that lasts.
signature_of() { stat -Lc %s-%Y "$1" 2>/dev/null || echo missing; }

# $1: image. Its signature when it was looked into.
recorded() { [ ! -e "$image_record" ] || awk -v path="$1" '$1 == path { print $4 }' "$image_record"; }

# What the images of a kernel ($1) are made from, apart from what this program adds and from programs.
image_sources() {
  (
    cd "$root/" || exit
    find etc/initramfs-tools etc/dracut.conf etc/dracut.conf.d etc/mkinitcpio.conf etc/mkinitcpio.conf.d etc/initcpio etc/modprobe.d \
      "lib/modules/$1/modules.dep" ! -type d ! -path '*pulumi-vfio*' 2>/dev/null | sort | while read -r file; do sha256sum "$file"; done
  ) | sha256sum | cut -d ' ' -f 1
}

# $1: folder with $root in front
free_kilobytes() { df -Pk "$1" | awk 'NR == 2 { print $4 }'; }

# A new image is written beside the old one, and may be larger. Asked before anything is touched. One that was tried is there already.
check_image_room() {
  image_instructions >"$work/images"
  there=$(sed -n 's/^tried \([^ ]*\) .*/\1/p' "$work/instructions")
  while read -r _ how _ kernel path; do
    [ "$how" = build ] || continue
    if [ "$kernel" = "$there" ]; then there=; else check_room_for "$path" "${path%/*}" "make $path anew beside the old one"; fi
  done <"$work/images"
}

# $1: image; $2: folder where one like it is to be written; $3: what for
check_room_for() {
  size=$(stat -Lc %s "$root$1") || refuse "there is no image $1"
  need=$((size * 12 / 10240))
  free=$(free_kilobytes "$root$2")
  [ "$free" -ge "$need" ] || refuse "only $free kB are free in $2, $need kB are needed to $3; remove kernels that are not used"
}

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
    say "there is no room to keep $path as it is: destroy will make it anew"
  fi
  note_image "$(image_sources "$kernel")"
}

is_noted() { [ -e "$journal" ] && grep -qF "image $path " "$journal"; }

forget_note() {
  grep -vF "image $path " "$journal" >"$work/left" || :
  cp "$work/left" "$journal.new"
  sync "$journal.new"
  mv -f "$journal.new" "$journal"
}

# $1: what the kept image was made from; of one that had the script in it from the start none is kept
note_image() { printf 'image %s %s %s %s\n' "$path" "$kernel" "$tool" "$1" | note_lines; }

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
  refuse "$1${told:+
$told}"
}

# The record comes first: a run that is cut off between the two is found out by it.
install_image() {
  record_image "$new"
  place_image
}

place_image() {
  keep_attributes "$target" "$new"
  sync "$new"
  mv -f "$new" "$target"
  sync "$folder"
}

# $1: the file that is, or becomes, the image
record_image() {
  touched=yes
  bind_sum=$(sum_of "$root/usr/local/lib/pulumi-vfio/bind")
  forget_record
  printf '%s %s %s %s %s\n' "$path" "$kernel" "$bind_sum" "$(signature_of "$1")" "$tool" >>"$image_record.new"
  sync "$image_record.new"
  mv -f "$image_record.new" "$image_record"
}

# Leaves the record without the image in $image_record.new.
forget_record() {
  : >"$image_record.new"
  [ ! -e "$image_record" ] || awk -v path="$path" '$1 != path' "$image_record" >"$image_record.new"
}

# Makes $new of the image of this kernel ($kernel) that was tried, where it is what would be made now.
take_tried() {
  tried=$(awk -v kernel="$kernel" '$1 == "tried" && $2 == kernel { print $3 }' "$work/instructions")
  [ -n "$tried" ] && [ -e "$root$tried" ] || return 1
  say "taking the image that was tried for $path"
  mv -f "$root$tried" "$new"
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
    say "making $path anew"
    make_image || { tail -n 20 "$work/image-log" >&2; refuse_image "$path could not be made anew by $tool; the old one was kept"; }
  fi
  problems=$(look_inside "$new")
  [ -z "$problems" ] || refuse_image "the new $path would not do what it must, the old one was kept: $problems"
  [ "$kernel" = "$made_for" ] || [ "$before" = "$(signature_of "$root$path")" ] ||
    refuse_image "$path was made anew by somebody else meanwhile, and that one was kept; run again when no packages are being installed"
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
