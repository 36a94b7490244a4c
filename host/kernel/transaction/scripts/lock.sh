# One run at a time, none while packages are being installed, and none where the boot loader's files cannot be written.

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
  check_boot
}

# For root, only a file system that is mounted read-only is not writable.
check_boot() {
  grep -qx -e overlay -e menu -e entries "$work/instructions" || return 0
  [ -w "$root$boot" ] || refuse "$boot cannot be written: it is mounted read-only; find out why (\`dmesg\`), and mount it for writing"
}
