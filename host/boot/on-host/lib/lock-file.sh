# One run at a time.
# needs: lib/host

# Opens the file that one run at a time has locked; flock 9 locks it.
open_lock() {
  mkdir -p "$root/run/lock"
  exec 9>"$root/run/lock/pulumi-vfio.lock"
}
