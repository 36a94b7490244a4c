#!/bin/sh
# Writes the tree ($1) into a partitioned disk image ($2), without mounting anything; kernel and initrd of the tree
# are copied to $3 for the first boot. $4 is a folder with the texts of machine-id, hostname and hosts.
set -eu
tree=$1 disk=$2 boot=$3 texts=$4

mib=1048576
esp_start=1 esp_size=64 root_start=65 disk_size=10240
root_size=$((disk_size - root_start - 1))

cp "$tree"/boot/vmlinuz-* "$boot/vmlinuz"
cp "$tree"/boot/initrd.img-* "$boot/initrd"

# mmdebstrap empties or removes these at its end.
install -m 0444 "$texts/machine-id" "$tree/etc/machine-id"
install -m 0644 "$texts/hostname" "$tree/etc/hostname"
install -m 0644 "$texts/hosts" "$tree/etc/hosts"
install -m 0644 "$LAB_CONTENTS/tree/etc/resolv.conf" "$tree/etc/resolv.conf"
rm -f "$tree/var/lib/dbus/machine-id"
ln -s /etc/machine-id "$tree/var/lib/dbus/machine-id"
rm -rf "$tree"/var/log/journal/* "$tree"/tmp/* "$tree"/dev/*

rm -f "$disk"
truncate -s ${disk_size}M "$disk"
sfdisk --quiet "$disk" <<PARTITIONS
label: gpt
start=${esp_start}MiB, size=${esp_size}MiB, type=uefi, name=esp
start=${root_start}MiB, size=${root_size}MiB, type=linux, name=root
PARTITIONS
mkfs.vfat -F 32 -s 1 -n ESP --offset $((esp_start * mib / 512)) "$disk" $((esp_size * 1024)) >/dev/null
mke2fs -q -F -t ext4 -L root -d "$tree" \
  -E offset=$((root_start * mib)),lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0 "$disk" ${root_size}M
