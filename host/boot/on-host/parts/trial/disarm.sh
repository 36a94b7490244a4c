# Takes a trial away.
# needs: lib/host lib/lines lib/place parts/trial/record parts/trial/loader-words

# Takes everything of the trial away, what starts it first, and what does this after a power cut last. May
# be repeated. What needs room on a disk, as custom.cfg does, comes after GRUB's word, which was made last;
# where firmware keeps systemd-boot's word, the entry that it names goes.
disarm() {
  [ -d "$trial" ] || return 0
  touched=yes
  if disarm_loader; then unsaid=yes; else unsaid=no; fi
  whole_lines "$trial/created" | tail -n 1 | remove_files
  take_out_menu
  whole_lines "$trial/created" | backwards | remove_files
  whole_lines "$trial/folders" | sort -r | while read -r folder; do
    rmdir "$root$folder" 2>/dev/null || :
  done
  sync
  [ "$unsaid" = yes ]
}

# The lines of standard input; tac writes a temporary file for that.
backwards() { sed '1!G;h;$!d'; }

# Their names come from standard input.
remove_files() {
  while read -r file; do
    places_of "$file"
    rm -f "$file" "$file.new" "$new" "$folder/.${file##*/}.new"
    [ ! -d "$folder" ] || sync "$folder"
  done
}

# systemd-boot's words: the entry for one boot, and the default from before.
disarm_loader() {
  [ -e "$trial/loader-default" ] || return 0
  set_loader_word set-oneshot LoaderEntryOneShot '' &&
    set_loader_word set-default LoaderEntryDefault "$(cat "$trial/loader-default")"
}

# GRUB's custom.cfg: as it was before us, or without our lines where somebody has changed it since. One that
# came with the trial does not stay empty.
take_out_menu() {
  [ -e "$trial/menu" ] || return 0
  read -r menu_file <"$trial/menu"
  places_of "$menu_file"
  rm -f "$new"
  [ -e "$menu_file" ] || return 0
  if cmp -s "$menu_file" "$trial/menu-with-block"; then
    put_back "$trial/menu-before" "$menu_file"
  elif grep -qxF "$block_begin" "$menu_file"; then
    cp -p "$menu_file" "$new"
    awk -v begin="$block_begin" -v end="$block_end" '
      $0 == begin { inside = 1 }
      !inside { print }
      $0 == end { inside = 0 }
    ' "$menu_file" >"$new"
    sync "$new"
    if [ -e "$trial/menu-before" ] || grep -q '[^[:space:]]' "$new"; then
      mv -f "$new" "$menu_file"
    else
      rm -f "$menu_file" "$new"
    fi
    sync "$folder"
  fi
}
