# Deployments of rpm-ostree. Arguments are part of a deployment: every change makes a new one, which is
# started next, and the running one stays as it is. What is known, in $state:
#   kargs     our arguments in it: those that were not there before us
#   journal   whether its initramfs was made on this host before us: initramfs enabled|disabled
# needs: lib/run lib/folders lib/journal lib/lines

kargs=$state/kargs

# Leaves the arguments of the deployment that is started next in $work/kargs, one a line.
read_kargs() {
  rpm-ostree kargs >"$work/line" 2>"$work/tool" </dev/null ||
    refuse "rpm-ostree does not tell its arguments: $(tail -n 1 "$work/tool")"
  tr ' ' '\n' <"$work/line" | grep -v '^$' >"$work/kargs" || :
}

wants_deployment() { grep -qx deployment "$work/instructions"; }

check_deployment() {
  ! wants_deployment || read_kargs
}

# Before anything is changed: which arguments become ours. One that is there and was not put there by us is
# somebody else's, and stays theirs.
keep_deployment() {
  wants_deployment || return 0
  touched=yes
  make_folder "$state"
  : >"$state/entries-due"
  sync "$state/entries-due" "$state"
  read_kargs
  { cat "$kargs" 2>/dev/null || :; } >"$work/ours"
  sed -n 's/^token //p' "$work/instructions" | lines_not_in "$work/kargs" >>"$work/ours"
  note_kargs
  keep_initramfs
}

# Writes what is ours ($work/ours).
note_kargs() {
  awk '!seen[$0]++' "$work/ours" >"$kargs.new"
  sync "$kargs.new"
  mv -f "$kargs.new" "$kargs"
  sync "$state"
}

# As it was before us, once.
keep_initramfs() {
  before=$(sed -n 's/^initramfs \([a-z]*\) .*/\1/p' "$work/instructions")
  [ -n "$before" ] || return 0
  read_journal
  if grep -q '^initramfs ' "$work/known"; then return 0; fi
  printf 'initramfs %s\n' "$before" | note_lines
}

make_deployment() {
  wants_deployment || return 0
  set_initramfs
  say "letting rpm-ostree make a deployment with the arguments"
  sed -n 's/^token //p' "$work/instructions" >"$work/wanted"
  lines_not_in "$work/wanted" <"$kargs" >"$work/stale"
  change_kargs "$work/wanted" "$work/stale"
  read_kargs
  while read -r token; do
    grep -qxF -e "$token" "$work/kargs" || refuse "rpm-ostree has made a deployment without $token"
  done <"$work/wanted"
  lines_not_in "$work/stale" <"$kargs" >"$work/ours"
  note_kargs
  rm -f "$state/entries-due"
}

# Adds arguments (lines of the file $1) and takes others away ($2), as far as they are not there, or are.
change_kargs() {
  set -- "$1" "$2" rpm-ostree kargs
  while read -r token; do set -- "$@" "--append-if-missing=$token"; done <"$1"
  while read -r token; do set -- "$@" "--delete-if-present=$token"; done <"$2"
  shift 2
  [ $# -gt 2 ] || return 0
  run_ostree "$@"
}

# What dracut is given for the initramfs of every deployment, where an instruction says so.
set_initramfs() {
  words=$(sed -n 's/^initramfs [a-z]* //p' "$work/instructions")
  case $words in
    '') return 0 ;;
    disable) set -- --disable ;;
    *)
      set -- --enable
      for word in ${words#enable}; do set -- "$@" "--arg=$(printf '%s' "$word" | base64 -d)"; done
      ;;
  esac
  say "letting rpm-ostree make the initramfs: $*"
  run_ostree rpm-ostree initramfs "$@"
}

run_ostree() {
  "$@" >"$work/tool" 2>&1 </dev/null || {
    tail -n 20 "$work/tool" >&2
    refuse "rpm-ostree could not make the deployment; the running one is as it was"
  }
}

# Ours go, one by one as they are there; what others have added stays.
restore_deployment() {
  [ -e "$kargs" ] || return 0
  touched=yes
  set_initramfs
  say "letting rpm-ostree make a deployment without our arguments"
  change_kargs /dev/null "$kargs"
  read_kargs
  ! grep '^vfio_bind=' "$work/kargs" >"$work/left" ||
    refuse "the arguments of rpm-ostree still have vfio_bind=; take them out by hand: rpm-ostree kargs" \
      "--delete-if-present=$(head -n 1 "$work/left")"
}
