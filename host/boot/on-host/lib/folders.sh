# Folders on the way to a file.
# needs: lib/host

# $1: a folder with $root in front
make_folder() {
  [ ! -d "$1" ] || return 0
  make_folder "${1%/*}"
  mkdir -m 0755 "$1"
  sync "${1%/*}"
}

# The missing folders on the way to a path, outermost first.
missing_folders() {
  [ ! -d "$root$1" ] || return 0
  missing_folders "${1%/*}"
  printf 'folder %s\n' "$1"
}
