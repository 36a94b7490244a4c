# One run at a time, and none while packages are being installed.

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
