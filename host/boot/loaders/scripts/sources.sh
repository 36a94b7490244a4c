# The files of others that a boot configuration is planned from. Read with everything else, and compared
# before anything is written.

# $@: kinds. Prints for each file that there is `KIND SHA256 PATH`, with the paths as they are below $root.
# Our own files are looked at elsewhere.
boot_sources() {
  for kind; do
    case $kind in
      settings) hash_sources "$root"/etc/default/grub "$root"/etc/default/grub.d/*.cfg ;;
      menu)
        find_grub
        hash_sources "$grub/grub.cfg"
        ;;
      entries)
        hash_sources "$root"/boot/loader/entries/*.conf "$root"/efi/loader/entries/*.conf \
          "$root"/boot/efi/loader/entries/*.conf
        ;;
      variables)
        find_grub
        hash_variables
        ;;
      arguments) hash_sources "$root"/etc/kernel/cmdline "$root"/etc/kernelstub/configuration ;;
    esac
  done
}

# Sets $grub to the folder with GRUB's configuration, the first that has one.
find_grub() {
  for grub in "$root"/boot/grub "$root"/boot/grub2 "$root"/boot/efi/EFI/*; do
    [ ! -e "$grub/grub.cfg" ] || return 0
  done
}

# systemd-boot counts the attempts to start an entry in its file name (+3-1), which is no change of what it
# starts.
hash_sources() {
  for file; do
    shift
    case $file in */90-pulumi-vfio.cfg | */pulumi-vfio-trial-*.conf) continue ;; esac
    [ ! -f "$file" ] || set -- "$@" "$file"
  done
  [ $# -gt 0 ] || return 0
  sha256sum "$@" | while read -r sum file; do
    file=${file#"$root"}
    case $file in *+[0-9]*.conf) file=${file%+*}.conf ;; esac
    printf '%s %s %s\n' "$kind" "$sum" "$file"
  done
}

# Of GRUB's environment only the variables that boot entries name: others change at every boot.
hash_variables() {
  [ -f "$grub/grubenv" ] || return 0
  sum=$(
    {
      cat "$root"/boot/loader/entries/*.conf 2>/dev/null || :
      echo
      echo environment
      cat "$grub/grubenv"
    } | awk '
      $0 == "environment" { inside = 1; next }
      inside { name = $0; if (sub(/=.*/, "", name) && name in named) print; next }
      { while (match($0, /\$[{]?[A-Za-z_][A-Za-z0-9_]*/)) {
          name = substr($0, RSTART + 1, RLENGTH - 1); sub(/^[{]/, "", name); named[name] = 1
          $0 = substr($0, RSTART + RLENGTH)
        } }
    ' | sha256sum | cut -d ' ' -f 1
  )
  printf '%s %s %s\n' "$kind" "$sum" "${grub#"$root"}/grubenv"
}
