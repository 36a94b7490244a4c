#!/bin/sh
# Builds the overlay initrd, which carries the bind script and the vfio modules of every installed kernel.
# It is vfio/early.cpio in /boot, or in the folder that the file boot-folder beside this script names.
# Called when the configuration is applied and by the hooks in /etc/kernel. The result depends on its
# content only. For a trial, PULUMI_VFIO_STAGE is a folder with the files as they are to be (bind script,
# options of modules), and PULUMI_VFIO_OVERLAY what is built. PULUMI_VFIO_ROOT: root of the tree,
# PULUMI_VFIO_PATH: where programs are looked for (tests).
set -eu
umask 022
export LC_ALL=C PATH="${PULUMI_VFIO_PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
root=${PULUMI_VFIO_ROOT:-}
stage=${PULUMI_VFIO_STAGE:-}
bind=${stage:-$root}/usr/local/lib/pulumi-vfio/bind
boot=/boot
[ ! -e "${bind%/*}/boot-folder" ] || read -r boot <"${bind%/*}/boot-folder"
overlay=$root${PULUMI_VFIO_OVERLAY:-$boot/vfio/early.cpio}
record=$root/var/lib/pulumi-vfio/overlay
[ -z "$stage" ] || record=$stage/overlay
folder=${overlay%/*}
new=$folder/.${overlay##*/}.new

work=$(mktemp -d)
trap 'rm -rf "$work"; rm -f "$new"' EXIT
tree=$work/tree
# In the order in which modprobe takes them (modprobe.d(5)): the first file of a name counts.
if [ -n "$stage" ]; then
  mkdir "$work/modprobe.d"
  for options in "$stage/etc/modprobe.d" "$root/etc/modprobe.d" "$root/run/modprobe.d" \
    "$root/usr/lib/modprobe.d" "$root/lib/modprobe.d"; do
    for file in "$options"/*.conf; do
      case ${file#"$root"} in /etc/modprobe.d/pulumi-vfio.conf) continue ;; esac
      [ ! -e "$file" ] || [ -e "$work/modprobe.d/${file##*/}" ] || cp -L "$file" "$work/modprobe.d/"
    done
  done
fi
# dracut-ng (102 and later) has its hooks in var/lib, and in the place of the old folder a link, which a
# folder of ours would keep away.
hooks=usr/lib/dracut/hooks
! grep -qs /var/lib/dracut/hooks "$root"/usr/lib/dracut/modules.d/*base/module-setup.sh ||
  hooks=var/lib/dracut/hooks
mkdir -p "$tree/vfio/modules" "$tree/conf/conf.d" "$tree/$hooks/pre-udev"
cp "$bind" "$tree/vfio/bind"
chmod 0755 "$tree/vfio/bind"

# Sourced by the /init of initramfs-tools before it loads modules, and by dracut before it starts udev: only
# calls the script.
cat >"$tree/conf/conf.d/00-vfio-bind" <<'HOOK'
if [ -r /vfio/bind ]; then /bin/sh /vfio/bind || :; fi
HOOK
cp "$tree/conf/conf.d/00-vfio-bind" "$tree/$hooks/pre-udev/03-vfio-bind.sh"
chmod 0755 "$tree/$hooks/pre-udev/03-vfio-bind.sh"

unpack() {
  case $1 in
    *.xz) xz -dc "$1" ;;
    *.zst) zstd -dcq "$1" ;;
    *.gz) gzip -dc "$1" ;;
    *) cat "$1" ;;
  esac
}

# $1: kernel. Modules in load order, with the options that modprobe.d gives them. Returns 1 when the kernel
# has no vfio-pci, and 2 when its modules cannot be had. `set -e` does not hold in here, because the result
# is looked at.
add_modules() {
  depends=$(
    modprobe ${root:+-d "$root"} ${stage:+-C "$work/modprobe.d"} -S "$1" --show-depends vfio-pci 2>/dev/null
  ) || return 1
  order=$tree/vfio/modules/$1/order
  mkdir "$tree/vfio/modules/$1" && : >"$order" || return 2
  printf '%s\n' "$depends" | while read -r what file options; do
    [ "$what" = insmod ] || continue
    name=$(basename "$file")
    name=${name%.xz} name=${name%.zst} name=${name%.gz}
    module=$tree/vfio/modules/$1/$name
    [ ! -e "$module" ] || continue
    unpack "$file" >"$module" && [ -s "$module" ] || {
      echo "pulumi-vfio: $file cannot be unpacked" >&2
      exit 2
    }
    printf '%s\n' "$name${options:+ $options}" >>"$order" || exit 2
  done
}

: >"$work/kernels"
for image in "$root"/boot/vmlinuz-*; do
  kernel=${image##*/vmlinuz-}
  [ -e "$root/lib/modules/$kernel/modules.dep" ] || continue
  code=0
  add_modules "$kernel" || code=$?
  case $code in
    0) echo "kernel $kernel" >>"$work/kernels" ;;
    1) echo "pulumi-vfio: kernel $kernel has no vfio-pci" >&2 ;;
    *)
      echo "pulumi-vfio: the modules of kernel $kernel cannot be put into the overlay," \
        "so it stays as it was" >&2
      exit 1
      ;;
  esac
done

find "$tree" -exec touch -h -d @1 {} +
(
  cd "$tree" && find . -mindepth 1 | sort >"$work/names" &&
    cpio --quiet -o -H newc --reproducible -R 0:0 <"$work/names"
) >"$work/early.cpio"
sed 's,^\./,,' "$work/names" >"$work/expected"
cpio --quiet -t <"$work/early.cpio" 2>/dev/null | sed "s,^\./,," | cmp -s - "$work/expected" || {
  echo "pulumi-vfio: the overlay does not read back" >&2
  exit 1
}
sum=$(sha256sum <"$work/early.cpio") sum=${sum%% *}
bind_sum=$(sha256sum <"$bind") bind_sum=${bind_sum%% *}

mkdir -p "$folder"
if [ ! -e "$overlay" ] || ! cmp -s "$work/early.cpio" "$overlay"; then
  rm -f "$new"
  need=$(($(stat -c %s "$work/early.cpio") / 1024 + 64))
  free=$(df -Pk "$folder" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge "$need" ] || {
    echo "pulumi-vfio: only $free kB are free in ${folder#"$root"}, $need kB are needed for" \
      "the overlay initrd; remove kernels that are not used" >&2
    exit 1
  }
  cp "$work/early.cpio" "$new"
  sync "$new"
  cmp -s "$work/early.cpio" "$new"
  mv -f "$new" "$overlay"
  sync "$folder"
fi
{
  echo "overlay $sum"
  echo "bind $bind_sum"
  cat "$work/kernels"
} >"$record.new"
sync "$record.new"
mv -f "$record.new" "$record"
