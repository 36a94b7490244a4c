# Runs a program in a mount namespace of its own, in which files are as they are to be. Nothing of it is
# seen outside, nor left when the program ends. $1: root of the tree (tests); $2: folder with the files that
# are to be there; $3: list of those that are not; $4: folder for what is put away; then the program and its
# parameters. Started by `unshare -m`.
set -eu

root=$1 planned=$2 gone=$3 work=$4
shift 4
mirrored=' '

# What is mounted must not reach the host: neither by a program in unshare's place that makes no namespace,
# nor by a mount that is shared with it.
inside=$(readlink /proc/self/ns/mnt)
[ "$inside" != "$(readlink "/proc/$PPID/ns/mnt")" ] || {
  echo "unshare has made no mount namespace" >&2
  exit 1
}
mount --make-rprivate /

# Covers a folder ($1) with one in memory that has the same in it, and can be written.
mirror() {
  case $mirrored in *" $1 "*) return 0 ;; esac
  mirrored="$mirrored$1 "
  mode=$(stat -c %a "$1")
  below=$(mktemp -d "$work/below.XXXXXX")
  mount --rbind "$1" "$below"
  mount -t tmpfs -o "mode=$mode" pulumi-vfio "$1"
  find "$below" -mindepth 1 -maxdepth 1 | while read -r entry; do
    same=$1/${entry##*/}
    if [ -L "$entry" ]; then
      cp -P "$entry" "$same"
    elif [ -d "$entry" ]; then
      mkdir "$same"
      mount --rbind "$entry" "$same"
    elif [ -f "$entry" ]; then
      : >"$same"
      mount --bind "$entry" "$same"
    fi
  done
}

# The folder on the way to a path ($1) that there is.
nearest_folder() {
  nearest=${1%/*}
  while [ ! -d "$root$nearest" ]; do nearest=${nearest%/*}; done
}

# $1: path
take_out() {
  nearest_folder "$1"
  mirror "$root$nearest"
  umount "$root$1" 2>/dev/null || :
  rm -f "$root$1"
}

find "$planned" -type f >"$work/planned"
while read -r file; do
  path=${file#"$planned"}
  take_out "$path"
  mkdir -p "$root${path%/*}"
  cp -p "$file" "$root$path"
done <"$work/planned"
while read -r path; do
  [ ! -e "$root$path" ] || take_out "$path"
done <"$gone"
exec "$@"
