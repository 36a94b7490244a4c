# A trial of a boot: everything that it brings is in files of its own, noted before they are made, until it is the default, or gone.
trial=$state/trial
record=$trial/record
block_begin='# pulumi-vfio trial, begin'
block_end='# pulumi-vfio trial, end'

# $1: key
recorded_as() { sed -n "s/^$1 //p" "$record" 2>/dev/null; }

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

# $1: how far the trial has come
set_state() {
  sed "s/^state .*/state $1/" "$record" >"$work/record" && keep_as "$record" <"$work/record"
}

# $1: how the trial has ended. That goes on where the disk is full: a record that says less does no harm.
note_end() {
  set_state "$1" 2>/dev/null || echo "pulumi-vfio: the record of the trial could not be written"
}

# Whether this is the boot that is tried.
on_trial() {
  case " $(cat "$root/proc/cmdline") " in *" pulumi_vfio_trial=$(recorded_as id) "*) return 0 ;; esac
  return 1
}

# $1: file with $root in front; before it is made
note_created() {
  missing_folders "$(dirname "${1#"$root"}")" | sed 's/^folder //' >>"$trial/folders"
  echo "$1" >>"$trial/created"
  sync "$trial/folders" "$trial/created"
  make_folder "$(dirname "$1")"
}

# Takes everything of the trial away, what starts it first, and what does this after a power cut last. May be repeated. What needs room on a disk, as
# custom.cfg does, comes after GRUB's word, which was made last; where firmware keeps systemd-boot's word, the entry that it names goes.
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

# $1: name of a variable of the boot loader interface
loader_file() { echo "$root/sys/firmware/efi/efivars/$1-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"; }

# $1: such a name; the text is in UTF-16. Files of efivarfs cannot be sought in.
loader_variable() {
  file=$(loader_file "$1")
  [ ! -e "$file" ] || cat "$file" | tail -c +5 | tr -d '\000'
}

# systemd-boot's words: the entry for one boot, and the default from before.
disarm_loader() {
  [ -e "$trial/loader-default" ] || return 0
  set_loader_word set-oneshot LoaderEntryOneShot '' &&
    set_loader_word set-default LoaderEntryDefault "$(cat "$trial/loader-default")"
}

# $1: verb of bootctl; $2: the variable that it sets; $3: to what. bootctl sets none where another loader has started the host, such as one that the firmware
# went on to; there, a word can still be taken away. efivarfs protects its files by a flag.
set_loader_word() {
  [ "$(loader_variable "$2")" != "$3" ] || return 0
  if bootctl "$1" "$3"; then return 0; fi
  [ -z "$3" ] || return 1
  chattr -i "$(loader_file "$2")" 2>/dev/null || :
  rm -f "$(loader_file "$2")"
}

# GRUB's custom.cfg: as it was before us, or without our lines where somebody has changed it since. One that came with the trial does not stay empty.
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
    awk -v begin="$block_begin" -v end="$block_end" '$0 == begin { inside = 1 } !inside { print } $0 == end { inside = 0 }' "$menu_file" >"$new"
    sync "$new"
    if [ -e "$trial/menu-before" ] || grep -q '[^[:space:]]' "$new"; then mv -f "$new" "$menu_file"; else rm -f "$menu_file" "$new"; fi
    sync "$folder"
  fi
}

# The record goes at once, and what was kept with it; also what a run that was cut off here has left.
forget_trial() {
  rm -rf "$trial.gone"
  if [ -d "$trial" ]; then
    mv "$trial" "$trial.gone"
    sync "$state"
    rm -rf "$trial.gone"
  fi
  rmdir "$state" 2>/dev/null || :
}
