# Whether there is room for images, asked before anything is touched.
# needs: lib/run parts/image-record

# $1: folder with $root in front
free_kilobytes() { df -Pk "$1" | awk 'NR == 2 { print $4 }'; }

# A new image is written beside the old one, and may be larger. Asked before anything is touched. One that
# was tried is there already.
check_image_room() {
  image_instructions >"$work/images"
  there=$(sed -n 's/^tried \([^ ]*\) .*/\1/p' "$work/instructions")
  while read -r _ how _ kernel path; do
    [ "$how" = build ] || continue
    if [ "$kernel" = "$there" ]; then
      there=
    else
      check_room_for "$path" "${path%/*}" "rebuild $path beside the old one"
    fi
  done <"$work/images"
}

# $1: image; $2: folder where one like it is to be written; $3: what for
check_room_for() {
  size=$(stat -Lc %s "$root$1") || refuse "there is no image $1"
  need=$((size * 12 / 10240))
  free=$(free_kilobytes "$root$2")
  [ "$free" -ge "$need" ] ||
    refuse "only $free kB are free in $2, $need kB are needed to $3; remove kernels that are not used"
}
