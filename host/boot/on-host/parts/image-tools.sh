# What the initramfs tools do: make an image, and show what is inside. The parts that call this set $tool,
# $kernel, $path and $new.
# needs: lib/run lib/place

# Where the files are that images are made from, and how a tool is started, its command as parameters. A
# trial has others: its files are not in their places yet.
planned=$root
start_tool=run_as_is

run_as_is() { "$@"; }

# Makes $new. What the tool says is in $work/image-log.
make_image() {
  rm -f "$new"
  case $tool in
    initramfs-tools) "$start_tool" mkinitramfs -o "$new" "$kernel" ;;
    dracut) "$start_tool" dracut --force "$new" "$kernel" ;;
    mkinitcpio) "$start_tool" mkinitcpio -k "$kernel" -g "$new" ;;
    *) echo "the tool $tool is not known" && false ;;
  esac </dev/null >"$work/image-log" 2>&1 && [ -s "$new" ]
}

# $1: image, $2: folder
unpack_image() {
  case $tool in
    initramfs-tools) unmkinitramfs "$1" "$2" ;;
    dracut) (cd "$2" && lsinitrd --unpack "$1") ;;
    mkinitcpio) (cd "$2" && lsinitcpio -x "$1") ;;
  esac </dev/null >/dev/null 2>&1
}

# Prints what an image ($1) lacks to bind functions before other drivers are loaded. Without a bind script
# on the host, vfio-pci binds them by their ids, and the modules are all that has to be there. In a shell of
# its own, $(look_inside IMAGE).
look_inside() {
  unpacked=$(mktemp -d "${TMPDIR:-/var/tmp}/pulumi-vfio.XXXXXX") || {
    echo "there is no room to unpack it"
    return 0
  }
  trap 'rm -rf "$unpacked"' EXIT
  unpack_image "$1" "$unpacked" || {
    echo "it cannot be unpacked"
    return 0
  }
  inside=$unpacked
  [ ! -d "$inside/main" ] || inside=$inside/main
  if [ -e "$planned/usr/local/lib/pulumi-vfio/bind" ]; then
    cmp -s "$planned/usr/local/lib/pulumi-vfio/bind" "$inside/vfio/bind" ||
      echo "the bind script is not in it"
    starts_in "$inside" || echo "nothing starts the bind script before drivers are loaded"
  fi
  find "$inside" -name '*.ko*' | sed 's,.*/,,' >"$work/modules"
  modprobe ${root:+-d "$root"} -S "$kernel" --show-depends vfio-pci >"$work/depends" 2>/dev/null ||
    echo "kernel $kernel has no vfio-pci"
  while read -r what file _; do
    [ "$what" = insmod ] || continue
    file=${file##*/}
    grep -qE "^${file%%.ko*}\.ko(\.[a-z0-9]+)?\$" "$work/modules" ||
      echo "the module ${file%%.ko*} is not in it"
  done <"$work/depends"
}

# $1: an unpacked image
starts_in() {
  case $tool in
    initramfs-tools)
      [ -x "$1/scripts/init-top/00-pulumi-vfio" ] &&
        awk '
          /\/udev / { exit }
          /\/00-pulumi-vfio / { found = 1; exit }
          END { exit !found }
        ' "$1/scripts/init-top/ORDER"
      ;;
    dracut) [ -n "$(find "$1" -path '*/dracut/hooks/pre-udev/03-pulumi-vfio-bind.sh')" ] ;;
    mkinitcpio)
      [ -e "$1/usr/lib/systemd/system/sysinit.target.wants/pulumi-vfio.service" ] ||
        [ -L "$1/usr/lib/systemd/system/sysinit.target.wants/pulumi-vfio.service" ] ||
        sed -n 's/^EARLYHOOKS="\(.*\)"/\1/p' "$1/config" | awk '
          { for (i = 1; i <= NF && $i != "udev"; i++) if ($i == "pulumi-vfio") found = 1 }
          END { exit !found }
        '
      ;;
  esac
}

# Makes $new of the image of this kernel ($kernel) that was tried, where it is what would be made now.
take_tried() {
  tried=$(awk -v kernel="$kernel" '$1 == "tried" && $2 == kernel { print $3 }' "$work/instructions")
  [ -n "$tried" ] && [ -e "$root$tried" ] || return 1
  say "taking the image that was tried for $path"
  mv -f "$root$tried" "$new"
}

place_image() {
  keep_attributes "$target" "$new"
  sync "$new"
  mv -f "$new" "$target"
  sync "$folder"
}
