# Loaders whose entries a program makes of arguments that it keeps in a file of its own. Ours go to the end
# of those, in one piece; then the program makes its entries anew, and copies kernels and images.
# needs: lib/run lib/folders lib/journal lib/place lib/state-files parts/kept-arguments
# needs: loaders/sdbootutil/entries

# Nothing is touched when the file cannot be read, or when what is known is of the file of another program.
check_by_tool() {
  tool=$(sed -n 's/^arguments-by-tool //p' "$work/instructions")
  [ -n "$tool" ] || return 0
  keeper_of "$tool"
  if [ -d "$by_tool" ]; then
    read -r known <"$by_tool/tool"
    [ "$known" = "$tool" ] ||
      refuse "our arguments were given to $known, and $tool makes the boot entries now; destroy the" \
        "configuration first, then regenerate it"
  fi
  case $keeper in
    */configuration)
      kernelstub_options show <"$root$keeper" >/dev/null 2>"$work/tool" ||
        refuse "$keeper cannot be read as settings of kernelstub: $(tail -n 1 "$work/tool")"
      ;;
  esac
  check_snapshot_room "$tool"
}

# Before anything is changed: what was there, and that the program has to run, which need not show in what
# is written. A folder that appears at once; a file that is not in it was not there.
keep_keeper() {
  tool=$(sed -n 's/^arguments-by-tool //p' "$work/instructions")
  [ -n "$tool" ] || return 0
  keeper_of "$tool"
  touched=yes
  make_folder "$state"
  : >"$state/entries-due"
  sync "$state/entries-due" "$state"
  missing_folders "${keeper%/*}" >"$work/all"
  note_lines <"$work/all"
  [ ! -d "$by_tool" ] || return 0
  rm -rf "$by_tool.new"
  make_folder "$by_tool.new"
  echo "$tool" >"$by_tool.new/tool"
  keep_file "$root$keeper" "$by_tool.new/before"
  if [ ! -e "$root$keeper" ]; then
    started_with >"$by_tool.new/instead"
    sync "$by_tool.new/instead"
  fi
  sync "$by_tool.new/tool"
  mv "$by_tool.new" "$by_tool"
  sync "$state"
}

arguments_by_tool() {
  tool=$(sed -n 's/^arguments-by-tool //p' "$work/instructions")
  [ -n "$tool" ] || return 0
  keeper_of "$tool"
  group=$(tr '\n' ' ' <"$root/usr/local/lib/pulumi-vfio/arguments")
  group=${group% }
  say "adding the arguments to $keeper"
  adopt_changes
  places_of "$root$keeper"
  make_folder "$folder"
  make_base
  edit_arguments "$base" /dev/null "$group" "$new"
  # Both are known until the new ones are in the file: a run that is cut off leaves nothing that the next
  # one does not find.
  {
    cat "$by_tool/groups" 2>/dev/null || :
    printf '%s\n' "$group"
  } >"$work/lines"
  note_lines_in groups
  {
    cat "$by_tool/ours" 2>/dev/null || :
    keeper_sum "$new"
  } >"$work/lines"
  note_lines_in ours
  mv -f "$new" "$target"
  sync "$folder"
  printf '%s\n' "$group" >"$work/lines"
  note_lines_in groups
  run_tool "$tool" must_make_images
  record_entry_images
  # kernelstub writes its file anew.
  keeper_sum "$root$keeper" >"$work/lines"
  note_lines_in ours
  rm -f "$state/entries-due"
}

# What somebody has changed since the last run belongs to what is given back. Sets $adopted: "changed" or
# "removed", empty when there is no such thing.
adopt_changes() {
  adopted=
  make_base
  if [ ! -e "$root$keeper" ]; then
    [ -e "$by_tool/before" ] || return 0
    adopted=removed
    mv -f "$by_tool/before" "$by_tool/instead"
    return 0
  fi
  now=$(keeper_sum "$root$keeper")
  [ "$now" != "$(keeper_sum "$base")" ] || return 0
  ! grep -qxF "$now" "$by_tool/ours" 2>/dev/null || return 0
  edit_arguments "$root$keeper" "$by_tool/groups" "" "$by_tool/.before"
  [ "$(keeper_sum "$by_tool/.before")" != "$(keeper_sum "$base")" ] || return 0
  adopted=changed
  mv -f "$by_tool/.before" "$by_tool/before"
}

# Sets $base: what entries are made of without us.
make_base() {
  base=$by_tool/before
  [ -e "$base" ] || base=$by_tool/instead
}

# Writes $work/lines to a file of what is known ($1).
note_lines_in() {
  cp "$work/lines" "$by_tool/.$1"
  sync "$by_tool/.$1"
  mv -f "$by_tool/.$1" "$by_tool/$1"
  sync "$by_tool"
}

# $1: program; $2: a command that succeeds when images have to be made anew
run_tool() {
  say "letting $1 make the boot entries"
  case $1 in
    proxmox-boot-tool) set -- "$1" proxmox-boot-tool refresh ;;
    kernelstub) set -- "$1" kernelstub ;;
    sdbootutil)
      if "$2"; then anew=yes; else anew=no; fi
      set -- "$1" snapshot_entries
      ;;
  esac
  tool=$1
  shift
  "$@" >"$work/tool" 2>&1 </dev/null || {
    cat "$work/tool" >&2
    refuse "$tool could not make the boot entries; $keeper has the arguments as they were to be"
  }
}

# The file comes back byte for byte, except when somebody else has changed it since: then only ours goes.
# Where there was none, the program would make entries of the arguments of the running kernel, which may be
# ours: it gets those from before us in a file, which goes afterwards.
restore_by_tool() {
  [ -d "$by_tool" ] || return 0
  read -r tool <"$by_tool/tool"
  keeper_of "$tool"
  touched=yes
  say "taking our arguments out of $keeper"
  adopt_changes
  make_base
  case $adopted in
    changed) say "note $keeper was changed by another program or by you: only our arguments were removed" ;;
    removed) say "note $keeper was removed by another program or by you: it stays removed" ;;
  esac
  put_back "$base" "$root$keeper"
  ! grep -q vfio_bind= "$root$keeper" 2>/dev/null ||
    refuse "$keeper still has vfio_bind=; take it out by hand"
  run_tool "$tool" true
  [ "$tool" != sdbootutil ] || check_snapshot_entries
  # kernelstub writes its file anew.
  put_back "$by_tool/before" "$root$keeper"
  if [ ! -e "$root$keeper" ] && grep -q vfio_bind= "$root/proc/cmdline" 2>/dev/null; then
    say "note there is no $keeper, as before: until the host was rebooted, $tool takes our arguments from" \
      "the running kernel when others run it"
  fi
}
