# needs: lib/run lib/state-files lib/sums parts/image-record parts/image-room parts/image-tools

# sdbootutil (openSUSE) makes images and boot entries in one, for every kernel of a snapshot; here for the
# running one. It names an image by its content, so that it has a name only when it is made, and is looked
# into then. Until then it is known by its path without that, PATH:
#   entry-image build|look TOOL KERNEL PATH
entry_image_instructions() { grep '^entry-image ' "$work/instructions" || :; }

# What the boot entries of the running snapshot say that start a kernel ($1), lines `FILE KEY VALUE`. They
# have its root= and rootflags=.
running_entries() {
  set -- "$1" "$root$boot"/loader/entries/*.conf
  [ -e "$2" ] || return 0
  kernel=$1
  shift
  kernel=$kernel awk '
    FILENAME == ARGV[1] { running = place($0); next }
    $1 == "options" { own[FILENAME] = place($0) == running }
    $1 == "linux" { starts[FILENAME] = index($2, "/" ENVIRON["kernel"] "/") }
    $1 ~ /^(options|initrd)$/ {
      key = $1
      sub(/^[ \t]*[^ \t]+[ \t]+/, "")
      line[++n] = FILENAME " " key " " $0
      file[n] = FILENAME
    }
    END { for (i = 1; i <= n; i++) if (own[file[i]] && starts[file[i]]) print line[i] }
    function place(text,   words, count, i, device, flags) {
      count = split(text, words, " ")
      for (i = count; i > 0; i--) {
        if (words[i] ~ /^root=/) device = words[i]
        if (words[i] ~ /^rootflags=/) flags = words[i]
      }
      return device " " flags
    }
  ' "$root/proc/cmdline" "$@"
}

# The kernels that sdbootutil makes entries for.
snapshot_kernels() {
  for image in "$root"/lib/modules/*/vmlinuz; do
    [ ! -e "$image" ] || { image=${image%/vmlinuz} && echo "${image##*/}"; }
  done
}

# Sets $image: what the entries of a kernel ($kernel) load, as they name it; empty when that is not one image.
find_entry_image() {
  image=$(running_entries "$kernel" | sed -n 's/^[^ ]* initrd //p' | sort -u)
  [ "$(printf '%s\n' "$image" | wc -l)" -eq 1 ] || image=
}

# Prints what the image of a kernel lacks. In a shell of its own.
entry_image_problems() {
  find_entry_image
  if [ -z "$image" ]; then
    echo "no boot entry of the running snapshot starts it with one image"
  elif [ ! -e "$root$boot$image" ]; then
    echo "its image $boot$image is missing"
  else
    look_inside "$root$boot$image"
  fi
}

# With too little room sdbootutil removes boot entries of other snapshots, which are the way back: it is not
# let come to that. It asks for room for a kernel and its image, also when it writes neither. Asked before
# anything is touched. $1: what makes the entries
check_snapshot_room() {
  [ "$1" = sdbootutil ] || return 0
  need=0
  for kernel in $(snapshot_kernels); do
    size=$(stat -L -c %s "$root/lib/modules/$kernel/vmlinuz")
    need=$((need + size / 1024 + 1))
    find_entry_image
    [ -z "$image" ] || size=$(stat -c %s "$root$boot$image" 2>/dev/null) || size=0
    need=$((need + size * 12 / 10240 + 1))
  done
  free=$(free_kilobytes "$root$boot")
  [ "$free" -gt "$need" ] ||
    refuse "only $free kB are free in $boot, $need kB are needed for new images; with less, sdbootutil" \
      "would remove boot entries of other snapshots: remove snapshots that are not used (\`snapper list\`," \
      "\`snapper delete\`)"
}

# Whether images have to be made anew.
must_make_images() {
  entry_image_instructions >"$work/images"
  while read -r _ how tool kernel _; do
    [ "$how" = look ] || return 0
    say "looking into the image of kernel $kernel"
    [ -z "$(entry_image_problems)" ] || return 0
  done <"$work/images"
  return 1
}

# Makes images ($anew: yes or no) and entries. An undo that cannot have the images without our files has at
# least the entries without our arguments.
snapshot_entries() {
  if [ "$anew" = no ]; then
    sdbootutil add-all-kernels
  elif ! sdbootutil --no-reuse-initrd add-all-kernels; then
    grep -q '^arguments-by-tool ' "$work/instructions" || sdbootutil add-all-kernels || :
    return 1
  fi
}

# Looks into the images that the entries name now, and remembers them: those that were to be made, and those
# of the record, which sdbootutil may have made anew, too.
record_entry_images() {
  {
    entry_image_instructions | sed 's/^[^ ]* [^ ]* //'
    [ ! -e "$image_record" ] ||
      sed -n 's/^\([^ ]*\)-[0-9a-f]\{40\} \([^ ]*\) .* \([^ ]*\)$/\3 \2 \1/p' "$image_record"
  } | sort -u >"$work/images"
  while read -r tool kernel path; do
    [ -e "$root/lib/modules/$kernel/vmlinuz" ] || continue
    say "looking into the image of kernel $kernel"
    problems=$(entry_image_problems)
    [ -z "$problems" ] ||
      refuse "what sdbootutil has made for kernel $kernel would not do what it must; it starts the host" \
        "without binding anything: $problems"
    find_entry_image
    record_entry_image
  done <"$work/images"
}

# One image of a kernel is remembered: the one that its entry names, not that of an earlier run.
record_entry_image() {
  {
    [ ! -e "$image_record" ] || awk -v path="$path" '$1 != path && index($1, path "-") != 1' "$image_record"
    printf '%s %s %s %s %s\n' "$boot$image" "$kernel" \
      "$(sum_of "$root/usr/local/lib/pulumi-vfio/bind")" "$(signature_of "$root$boot$image")" "$tool"
  } >"$image_record.new"
  take_place "$image_record"
}

# After an undo: none of ours in the entries of the running snapshot. Snapshots that were made meanwhile
# have theirs, as they have our files.
check_snapshot_entries() {
  for kernel in $(snapshot_kernels); do
    left=$(running_entries "$kernel" | sed -n 's/^\([^ ]*\) options .*vfio_bind=.*/\1/p')
    [ -z "$left" ] || refuse "these boot entries still have vfio_bind=: $left; take it out by hand"
  done
  left=$(grep -ls 'vfio_bind=' "$root$boot"/loader/entries/*.conf | sed 's,.*/,,' | tr '\n' ' ') || :
  [ -z "$left" ] ||
    say "note boot entries of snapshots that were made meanwhile start them as they are, with our" \
      "arguments: ${left% }; they go when such a snapshot is removed (\`snapper delete\`)"
}
