# Parts of the boot transaction; change and undo are made of them. Paths get $root in front, which is empty except in tests.
set -eu
umask 022
export LC_ALL=C

state_dir() { echo "$root/var/lib/pulumi-vfio"; }

say() { printf 'step %s\n' "$*" || :; }

# Exit code 75: nothing was touched; 76: the journal says what was.
refuse() {
  printf '%s\n' "$*" >&2
  if [ -e "${journal:-}" ]; then exit 76; else exit 75; fi
}

# Takes the instructions from standard input before anything else, so that a lost connection cannot cut them.
stage() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap '' HUP PIPE
  cat >"$work/instructions"
  [ "$(tail -n 1 "$work/instructions")" = end ] || refuse "the instructions did not arrive completely"
  journal=$(state_dir)/journal
  menu=$root/boot/grub/grub.cfg
}

lock_host() {
  mkdir -p "$root/run/lock"
  exec 9>"$root/run/lock/pulumi-vfio.lock"
  flock -w 60 9 || refuse "another run of pulumi-vfio changes this host; wait for it to end"
  for lock in lock-frontend lock; do
    file=$root/var/lib/dpkg/$lock
    [ -e "$file" ] || continue
    inode=$(stat -c %i "$file")
    holder=$(awk -v end=":$inode" '$2 == "POSIX" && substr($6, length($6) - length(end) + 1) == end { print $5; exit }' "$root/proc/locks")
    [ -z "$holder" ] || refuse "process $holder holds the package manager's lock ($file): packages are being installed or updated now; try again when that is done"
  done
}

sum_of() {
  if [ -e "$1" ]; then sha256sum <"$1" | cut -d ' ' -f 1; else echo absent; fi
}

# Nothing is touched unless all targets are as they were when the change was planned.
check_instructions() {
  while read -r what first second third _; do
    case $what in
      file) seen=$second path=$third ;;
      remove) seen=$first path=$second ;;
      *) continue ;;
    esac
    [ ! -L "$root$path" ] || refuse "$path is a symbolic link, which is not followed"
    now=$(sum_of "$root$path")
    [ "$now" = "$seen" ] || refuse "$path was changed by somebody else since the change was planned (sha256 $now instead of $seen); look at it and run again"
  done <"$work/instructions"
}

noted() { [ -e "$journal" ] && grep -qxF "$1" "$journal"; }

# Adds the lines of standard input to the journal that are not in it, before what they are about is touched.
note_lines() {
  touch "$work/known"
  [ ! -e "$journal" ] || cp "$journal" "$work/known"
  grep -vxFf "$work/known" >"$work/notes" || return 0
  make_folder "$(state_dir)"
  cat "$work/notes" >>"$journal"
  sync "$journal"
}

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
  echo "folder $1"
}

note_before() {
  while read -r what first _ path _; do
    case $what in
      function)
        if [ -e "$journal" ] && grep -q "^driver $first " "$journal"; then continue; fi
        link=$(readlink "$root/sys/bus/pci/devices/$first/driver" 2>/dev/null) || link=
        echo "driver $first ${link##*/}"
        ;;
      token) echo "token $first" ;;
      file)
        missing_folders "${path%/*}"
        echo "file $path"
        ;;
      overlay) missing_folders /boot/vfio ;;
    esac
  done <"$work/instructions" >"$work/all"
  note_lines <"$work/all"
}

# $1: file, $2: path it is for
validate() {
  case $2 in
    */modprobe.d/*) ! command -v modprobe >/dev/null || modprobe -C "$1" -c >/dev/null ;;
    *) sh -n "$1" ;;
  esac
}

# Sets $folder and $new: where a path lies, and under which name its new content waits (no tool takes it for one of its own files).
places_of() {
  folder=$root${1%/*}
  new=$folder/.${1##*/}.pulumi-vfio
}

# The new files are written under other names and brought to the disk all together, and then take their places.
write_files() {
  set --
  while read -r what mode _ path data; do
    [ "$what" = file ] || continue
    places_of "$path"
    make_folder "$folder"
    printf '%s' "$data" | base64 -d >"$new"
    chmod "$mode" "$new"
    validate "$new" "$path" || { rm -f "$new" "$@"; refuse "the new $path is not valid"; }
    set -- "$@" "$new"
  done <"$work/instructions"
  [ $# -eq 0 ] || sync "$@"
  set --
  while read -r what first second path _; do
    case $what in
      file)
        say "writing $path"
        places_of "$path"
        mv -f "$new" "$root$path"
        make_folder "$(state_dir)/ours${path%/*}"
        cp "$root$path" "$(state_dir)/ours$path"
        set -- "$@" "$folder"
        ;;
      remove)
        say "removing $second"
        rm -f "$root$second" "$(state_dir)/ours$second"
        places_of "$second"
        [ ! -d "$folder" ] || set -- "$@" "$folder"
        ;;
      module-options) echo "$first" >"$(state_dir)/module-options" ;;
    esac
  done <"$work/instructions"
  [ $# -eq 0 ] || sync "$@"
}

build_overlay() {
  grep -qx overlay "$work/instructions" || return 0
  say "building the overlay initrd"
  PULUMI_VFIO_ROOT=$root "$root/usr/local/lib/pulumi-vfio/build-overlay"
}

# What a boot menu is made from, apart from what this program adds.
menu_sources() {
  (
    cd "$root/" || exit
    for file in boot/vmlinu* boot/initrd* boot/config-*; do echo "$file"; done
    for file in etc/default/grub etc/default/grub.d/*.cfg etc/grub.d/*; do
      case $file in */90-pulumi-vfio.cfg) continue ;; esac
      [ ! -f "$file" ] || sha256sum "$file"
    done
  ) | sha256sum | cut -d ' ' -f 1
}

keep_menu() {
  [ ! -e "$(state_dir)/base/grub.cfg" ] || return 0
  make_folder "$(state_dir)"
  make_folder "$(state_dir)/base"
  cp -p "$menu" "$(state_dir)/base/.grub.cfg"
  sync "$(state_dir)/base/.grub.cfg"
  mv -f "$(state_dir)/base/.grub.cfg" "$(state_dir)/base/grub.cfg"
  echo "menu $(menu_sources)" | note_lines
}

# The new menu under another name than grub-mkconfig's own temporary one.
make_candidate() {
  candidate=$menu.pulumi-vfio
  rm -f "$candidate" "$candidate.new"
  grub-mkconfig -o "$candidate" >"$work/mkconfig" 2>&1 || { cat "$work/mkconfig" >&2; rm -f "$candidate" "$candidate.new"; refuse "grub-mkconfig failed"; }
  grub-script-check "$candidate" || { rm -f "$candidate"; refuse "grub-mkconfig made a boot menu with a syntax error"; }
  chmod --reference="$menu" "$candidate"
  chown --reference="$menu" "$candidate"
}

# Every ordinary entry that GRUB's own script made has all tokens, and the overlay before the host's own image; recovery entries capture
# nothing. Entries of other systems and of people are not looked at.
check_candidate() {
  sections=0
  ! grep -q '^### BEGIN .*/10_linux' "$candidate" || sections=1
  sed -n 's/^token //p' "$work/instructions" >"$work/tokens"
  awk -v tokens="$work/tokens" -v sections="$sections" '
    BEGIN { while ((getline line < tokens) > 0) want[line] = 1 }
    /^### BEGIN / { inside = $3 ~ /\/10_linux/ }
    /^### END / { inside = 0 }
    sections && !inside { next }
    $1 ~ /^linux(16|efi)?$/ {
      recovery = 0; delete has
      for (i = 3; i <= NF; i++) { has[$i] = 1; if ($i == "single" || $i == "recovery") recovery = 1 }
      if (recovery) { for (token in has) if (token ~ /^vfio_bind=/) print "a recovery entry has " token; next }
      ordinary++
      for (token in want) if (!(token in has)) print "the entry of " $2 " lacks " token
    }
    $1 ~ /^initrd(16|efi)?$/ && !recovery && $2 !~ /\/vfio\/early\.cpio$/ { print "an entry does not load the overlay first: " $0 }
    END { if (!ordinary) print "there is no boot entry" }
  ' "$candidate"
}

make_menu() {
  grep -qx menu "$work/instructions" || return 0
  say "making the boot menu"
  keep_menu
  make_candidate
  problems=$(check_candidate)
  [ -z "$problems" ] || { rm -f "$candidate"; refuse "the new boot menu would not do what it must, the old one was kept: $problems"; }
  install_candidate
}

install_candidate() {
  if cmp -s "$candidate" "$menu"; then
    rm -f "$candidate"
  else
    sync "$candidate"
    mv -f "$candidate" "$menu"
    sync "${menu%/*}"
  fi
}

commit_manifest() {
  [ -d "$(state_dir)/ours" ] || return 0
  sync -f "$(state_dir)"
}

# The menu from before us comes back byte for byte, except when something else it is made from has changed since.
restore_menu() {
  [ -e "$(state_dir)/base/grub.cfg" ] || return 0
  say "making the boot menu"
  make_candidate
  ! grep -q -e vfio_bind= -e /vfio/early.cpio "$candidate" || {
    rm -f "$candidate"
    refuse "the boot menu made without our files still has vfio_bind= or the overlay; look for them in /etc/default/grub and /etc/default/grub.d"
  }
  base=$(state_dir)/base/grub.cfg
  if ! cmp -s "$candidate" "$base"; then
    if noted "menu $(menu_sources)"; then
      cp -p "$base" "$candidate"
    else
      say "note the boot menu differs from the one before, because kernels or boot settings have changed since"
    fi
  fi
  install_candidate
}

# The overlay goes after the menu that names it: GRUB starts a kernel without any initramfs when one of the files is missing.
remove_traces() {
  rm -f "$root/boot/vfio/early.cpio" "$root/boot/vfio/.early.cpio.new" "$menu.pulumi-vfio"
  touch "$work/known"
  [ ! -e "$journal" ] || cp "$journal" "$work/known"
  sed -n 's/^file //p' "$work/known" >"$work/files"
  while read -r path; do
    places_of "$path"
    rm -f "$new"
  done <"$work/files"
  rm -rf "$root/usr/local/lib/pulumi-vfio"
  sed -n 's/^folder //p' "$work/known" | sort -r >"$work/folders"
  rm -rf "$(state_dir)"
  while read -r folder; do
    rmdir "$root$folder" 2>/dev/null || :
  done <"$work/folders"
  sync
}
