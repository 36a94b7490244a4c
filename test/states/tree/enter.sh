#!/bin/sh
# Inside a mount and a process namespace of its own: puts a writable copy of a tree together, and serves SSH sessions in it until it is
# stopped; with the namespace everything is gone. $1: tree, $2: folder with sys/, proc/ and sshd/, $3: folder that is a partition of its own,
# or nothing.
set -eu
tree=$1 work=$2 root=$2/root partition=$3
mount -t tmpfs -o size=320m,mode=0755 top "$work/top"
mkdir "$work/top/upper" "$work/top/work"
mount -t overlay -o "lowerdir=$tree,upperdir=$work/top/upper,workdir=$work/top/work" root "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t tmpfs -o size=16m,mode=0755 run "$root/run"
mkdir "$root/run/lock" "$root/run/sshd" "$root/run/states"
mount --bind "$work/sys" "$root/sys"
mount --bind "$work/sshd" "$root/run/states"
for file in cmdline cpuinfo interrupts iomem kallsyms meminfo; do mount --bind "$work/proc/$file" "$root/proc/$file"; done
mount --bind "$work/proc/osrelease" "$root/proc/sys/kernel/osrelease"
# Settings of the real kernel must not be changed from here.
(cd "$work/proc/sys" && find . -type f) | while read -r file; do mount --bind "$work/proc/sys/$file" "$root/proc/sys/$file"; done
if [ -n "$partition" ]; then
  mkdir -p "$root$partition" "$work/top/partition"
  mount -t tmpfs -o size=160m,mode=0755 partition "$work/top/partition"
  cp -a "$root$partition/." "$work/top/partition"
  mount --move "$work/top/partition" "$root$partition"
fi
exec chroot "$root" /usr/sbin/sshd -D -e -f /run/states/sshd_config
