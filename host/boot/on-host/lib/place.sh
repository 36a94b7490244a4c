# How new content takes the place of a file, which keeps what it has beside its content: owner, mode, ACL,
# extended attributes, SELinux's label.
# needs: lib/host lib/folders

# Sets $target, $folder and $new: the file that a path ($1, with $root in front) leads to, where it lies,
# and under which name its new content waits (no tool takes it for one of its own files).
places_of() {
  target=$1
  [ ! -L "$1" ] || target=$(readlink -f "$1") || target=$1
  folder=${target%/*}
  new=$folder/.${target##*/}.pulumi-vfio
}

# $1: a file; $2: what takes its place, and gets all that it has but the times. On an EFI partition there is
# nothing of the kind, and the cp of busybox knows owner and mode only.
keep_attributes() {
  if cp --attributes-only --preserve=all --no-preserve=timestamps "$1" "$2" 2>/dev/null; then return 0; fi
  chown "$(stat -Lc %u:%g "$1")" "$2" 2>/dev/null || :
  chmod "$(stat -Lc %a "$1")" "$2" 2>/dev/null || :
}

# Copies a file ($1) with all that it has.
copy_whole() { cp --preserve=all "$1" "$2" 2>/dev/null || cp -p "$1" "$2"; }

# Gives a new file ($1) the label that SELinux's policy has for its name: it came with the one of the
# folder, or of its temporary name.
label_new() {
  [ -e "$root/sys/fs/selinux/enforce" ] && command -v restorecon >/dev/null || return 0
  restorecon "$1" 2>/dev/null || :
}

# $1: a copy of a file, or a path where nothing is when there was none; $2: where it belongs. What others
# have changed of the file beside its content stays.
put_back() {
  places_of "$2"
  if [ -e "$1" ]; then
    make_folder "$folder"
    copy_whole "$1" "$new"
    [ ! -e "$target" ] || keep_attributes "$target" "$new"
    sync "$new"
    mv -f "$new" "$target"
  else
    rm -f "$2"
  fi
  [ ! -d "$folder" ] || sync "$folder"
}
