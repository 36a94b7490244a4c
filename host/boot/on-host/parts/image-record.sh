# What is known of the images that have our part in them: a record of each, and in the journal what it was
# before us.
# needs: lib/host lib/journal lib/sums

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
    find etc/initramfs-tools etc/dracut.conf etc/dracut.conf.d \
      etc/mkinitcpio.conf etc/mkinitcpio.conf.d etc/initcpio etc/modprobe.d \
      "lib/modules/$1/modules.dep" ! -type d ! -path '*pulumi-vfio*' 2>/dev/null |
      sort | while read -r file; do sha256sum "$file"; done
  ) | sha256sum | cut -d ' ' -f 1
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

is_noted() { [ -e "$journal" ] && grep -qF "image $path " "$journal"; }

forget_note() {
  grep -vF "image $path " "$journal" >"$work/left" || :
  cp "$work/left" "$journal.new"
  sync "$journal.new"
  mv -f "$journal.new" "$journal"
}

# $1: what the kept image was made from; of one that had the script in it from the start none is kept
note_image() { printf 'image %s %s %s %s\n' "$path" "$kernel" "$tool" "$1" | note_lines; }
