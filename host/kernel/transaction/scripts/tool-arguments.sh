# Loaders whose entries a program makes of arguments that it keeps in a file of its own. Ours go to the end of those, in one piece; then
# the program makes its entries anew, and copies kernels and images.
by_tool=$state/by-tool

# Sets $keeper: the file with the arguments of a program ($1).
keeper_of() {
  case $1 in
    proxmox-boot-tool) keeper=/etc/kernel/cmdline ;;
    kernelstub) keeper=/etc/kernelstub/configuration ;;
    *) refuse "it is not known where $1 keeps its arguments" ;;
  esac
}

# Nothing is touched when the file cannot be read.
check_by_tool() {
  tool=$(sed -n 's/^arguments-by-tool //p' "$work/instructions")
  [ -n "$tool" ] || return 0
  keeper_of "$tool"
  case $keeper in
    */configuration)
      kernelstub_options show <"$root$keeper" >/dev/null 2>"$work/tool" ||
        refuse "$keeper cannot be read as settings of kernelstub: $(tail -n 1 "$work/tool")"
      ;;
  esac
}

run_tool() {
  case $1 in
    proxmox-boot-tool) set -- "$1" proxmox-boot-tool refresh ;;
    kernelstub) set -- "$1" kernelstub ;;
  esac
  tool=$1
  shift
  "$@" >"$work/tool" 2>&1 </dev/null || {
    cat "$work/tool" >&2
    refuse "$tool could not make the boot entries; $keeper has the arguments as they were to be"
  }
}

arguments_by_tool() {
  tool=$(sed -n 's/^arguments-by-tool //p' "$work/instructions")
  [ -n "$tool" ] || return 0
  keeper_of "$tool"
  group=$(tr '\n' ' ' <"$root/usr/local/lib/pulumi-vfio/arguments")
  group=${group% }
  say "adding the arguments to $keeper"
  adopt_changes
  # Both are known until the new ones are in the file: a run that is cut off leaves nothing that the next one does not find.
  note_group >>"$by_tool/groups"
  edit_keeper "$group"
  note_group >"$by_tool/groups"
  say "letting $tool make the boot entries"
  run_tool "$tool"
  # kernelstub writes its file anew.
  cp "$root$keeper" "$by_tool/ours"
  sync "$by_tool/ours" "$by_tool/groups"
  rm -f "$state/entries-due"
}

# What somebody has changed since the last run belongs to what is given back.
adopt_changes() {
  [ -e "$by_tool/ours" ] || return 0
  ! cmp -s "$by_tool/ours" "$root$keeper" 2>/dev/null || return 0
  rm -f "$by_tool/before"
  [ -e "$root$keeper" ] || return 0
  edit_keeper ""
  keep_file "$root$keeper" "$by_tool/before"
}

note_group() { printf '%s\n' "$group"; }

# Before anything is changed: what was there, and that the program has to run, which need not show in what is written. A folder that appears at once;
# a file that is not in it was not there.
keep_keeper() {
  tool=$(sed -n 's/^arguments-by-tool //p' "$work/instructions")
  [ -n "$tool" ] || return 0
  keeper_of "$tool"
  touched=yes
  make_folder "$state"
  : >"$state/entries-due"
  sync "$state/entries-due" "$state"
  [ ! -d "$by_tool" ] || return 0
  rm -rf "$by_tool.new"
  make_folder "$by_tool.new"
  echo "$tool" >"$by_tool.new/tool"
  keep_file "$root$keeper" "$by_tool.new/before"
  sync "$by_tool.new/tool"
  mv "$by_tool.new" "$by_tool"
  sync "$state"
}

# $1: the group of arguments to add, empty for none
edit_keeper() {
  places_of "$root$keeper"
  make_folder "$folder"
  case $keeper in
    */configuration)
      kernelstub_options show <"$root$keeper" | with_arguments "$1" >"$work/options"
      kernelstub_options set "$work/options" <"$root$keeper" >"$new"
      ;;
    *)
      # Without the file, proxmox-boot-tool takes the arguments of the running kernel.
      if [ -e "$root$keeper" ]; then cat "$root$keeper"; else started_with; fi | with_arguments "$1" >"$new"
      ;;
  esac || { rm -f "$new"; refuse "$keeper could not be read"; }
  [ -s "$new" ] || { rm -f "$new"; refuse "$keeper could not be read"; }
  if [ -e "$root$keeper" ]; then chmod --reference="$root$keeper" "$new"; fi
  sync "$new"
  mv -f "$new" "$root$keeper"
  sync "$folder"
}

# The file comes back byte for byte, except when somebody else has changed it since: then only ours goes.
restore_by_tool() {
  [ -d "$by_tool" ] || return 0
  read -r tool <"$by_tool/tool"
  keeper_of "$tool"
  touched=yes
  say "taking our arguments out of $keeper"
  if cmp -s "$by_tool/before" "$root$keeper" 2>/dev/null || [ ! -e "$root$keeper" ]; then
    :
  elif cmp -s "$by_tool/ours" "$root$keeper" 2>/dev/null; then
    put_back "$by_tool/before" "$root$keeper"
  else
    edit_keeper ""
    cmp -s "$by_tool/before" "$root$keeper" ||
      say "note $keeper was changed by somebody else: only our arguments were removed"
  fi
  ! grep -q vfio_bind= "$root$keeper" 2>/dev/null || refuse "$keeper still has vfio_bind=; take it out by hand"
  say "letting $tool make the boot entries"
  run_tool "$tool"
}
