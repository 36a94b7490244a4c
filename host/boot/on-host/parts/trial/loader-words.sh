# The words of the boot loader interface, which systemd-boot follows.
# needs: lib/host

# $1: name of a variable of the boot loader interface
loader_file() { echo "$root/sys/firmware/efi/efivars/$1-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"; }

# $1: such a name; the text is in UTF-16. Files of efivarfs cannot be sought in.
loader_variable() {
  file=$(loader_file "$1")
  [ ! -e "$file" ] || cat "$file" | tail -c +5 | tr -d '\000'
}

# $1: verb of bootctl; $2: the variable that it sets; $3: to what. bootctl sets none where another loader
# has started the host, such as one that the firmware went on to; there, a word can still be taken away.
# efivarfs protects its files by a flag.
set_loader_word() {
  [ "$(loader_variable "$2")" != "$3" ] || return 0
  if bootctl "$1" "$3"; then return 0; fi
  [ -z "$3" ] || return 1
  chattr -i "$(loader_file "$2")" 2>/dev/null || :
  rm -f "$(loader_file "$2")"
}
