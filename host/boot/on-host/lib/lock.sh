# One run at a time, none while packages are being installed, and none where the boot loader's files cannot
# be written. $2: seconds to wait for locks that others hold, by default 60.
# needs: lib/run lib/lock-file lib/package-lock

patience=${2:-60}

lock_host() {
  open_lock
  flock -w "$patience" 9 || refuse "another run of pulumi-vfio changes this host; wait for it to end"
  lock_packages "$patience"
  check_boot
}

# For root, only a file system that is mounted read-only is not writable.
check_boot() {
  grep -qx -e overlay -e menu -e entries "$work/instructions" || return 0
  [ -w "$root$boot" ] ||
    refuse "$boot cannot be written: it is mounted read-only; find out why (\`dmesg\`), and mount it for" \
      "writing"
}
