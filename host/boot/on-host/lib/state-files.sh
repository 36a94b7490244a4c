# Files of the state, each of which appears as a whole.
# needs: lib/host lib/place

# $1: a file of the state, whose new content is beside it
take_place() {
  touched=yes
  sync "$1.new" && mv -f "$1.new" "$1" && sync "$state"
}

# $1: a file of the state, whose content is standard input. It appears as a whole.
keep_as() {
  cat >"$1.new" && take_place "$1" && sync "${1%/*}"
}

# $1: a file; $2: its copy in the state, with its owner and mode. It appears as a whole.
keep_copy() {
  cp -p "$1" "$2.new"
  take_place "$2"
  sync "${2%/*}"
}

# $1: file that may be missing; $2: its copy
keep_file() {
  [ -e "$1" ] || return 0
  copy_whole "$1" "$2"
  sync "$2"
}
