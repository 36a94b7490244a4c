#!/bin/sh
# Turns the freshly installed Debian tree ($1) into the lab workstation.
# LAB_CONTENTS: this folder. LAB_IDENTITY: placeholder keys, replaced in every instance by its own.
# LAB_REPO_PACKAGES: names of installed packages to keep as files in the local package repository.
# LAB_PASSWORD: the password of user pw.
set -eu
tree=$1

(cd "$LAB_CONTENTS/tree" && find . -type f) | while read -r file; do
  install -D -m 0644 "$LAB_CONTENTS/tree/$file" "$tree/$file"
done
chmod 0440 "$tree/etc/sudoers.d/ops"
mkdir -p "$tree/boot/efi"

# Users: root and ops by key, pw also by password; sudo asks only pw.
chroot "$tree" useradd --create-home --shell /bin/bash ops
chroot "$tree" useradd --create-home --shell /bin/bash --groups sudo pw
printf 'pw:%s\n' "$LAB_PASSWORD" | chroot "$tree" chpasswd
for home in root home/ops home/pw; do
  mkdir -m 0700 -p "$tree/$home/.ssh"
  cp "$LAB_IDENTITY/id_ed25519.pub" "$tree/$home/.ssh/authorized_keys"
  chmod 0600 "$tree/$home/.ssh/authorized_keys"
  chown -R --reference="$tree/$home" "$tree/$home/.ssh"
done
rm -f "$tree"/etc/ssh/ssh_host_*
cp "$LAB_IDENTITY/host_ed25519" "$tree/etc/ssh/ssh_host_ed25519_key"
cp "$LAB_IDENTITY/host_ed25519.pub" "$tree/etc/ssh/ssh_host_ed25519_key.pub"
chmod 0600 "$tree/etc/ssh/ssh_host_ed25519_key"
chown 0:0 "$tree"/etc/ssh/ssh_host_*

# Nothing may change /etc or /boot behind a test's back, and periodic jobs are slow in emulation.
chroot "$tree" systemctl enable systemd-networkd
chroot "$tree" systemctl disable systemd-networkd-wait-online
chroot "$tree" systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  e2scrub_reap.service fstrim.timer systemd-pstore.service

# A local repository, so that installing packages can be tested without a network.
repo=$tree/var/lib/lab-repo
mkdir -p "$repo"
for package in $LAB_REPO_PACKAGES; do
  cp "$tree"/var/cache/apt/archives/"$package"_*.deb "$repo/"
done
for package in lab-tool-a lab-tool-b; do
  build=$tree/tmp/$package
  mkdir -p "$build/DEBIAN" "$build/usr/share/$package"
  printf 'This is %s.\n' "$package" >"$build/usr/share/$package/README"
  printf 'Package: %s\nVersion: 1.0\nArchitecture: all\nMaintainer: lab <root@localhost>\nDescription: test package\n' \
    "$package" >"$build/DEBIAN/control"
done
printf 'Depends: lab-tool-b\n' >>"$tree/tmp/lab-tool-a/DEBIAN/control"
for package in lab-tool-a lab-tool-b; do
  dpkg-deb --root-owner-group --build "$tree/tmp/$package" "$repo" >/dev/null
  rm -r "$tree/tmp/$package"
done
(
  cd "$repo"
  for deb in ./*.deb; do
    dpkg-deb --field "$deb"
    printf 'Filename: %s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d ' ' -f 1)"
  done >Packages
)
rm -f "$tree"/etc/apt/sources.list.d/* "$tree/etc/apt/apt.conf.d/99mmdebstrap" "$tree/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
chroot "$tree" apt-get clean
rm -rf "$tree"/var/lib/apt/lists/*
chroot "$tree" apt-get --quiet=2 update

# The proof guest: the host's own kernel with a busybox that lists its PCI devices.
guest=$tree/var/lib/lab-guest
mkdir -p "$guest/root/bin" "$guest/root/proc" "$guest/root/sys" "$guest/root/dev"
cp "$tree/bin/busybox" "$guest/root/bin/"
for tool in sh mount sleep poweroff; do ln -s busybox "$guest/root/bin/$tool"; done
cp "$LAB_CONTENTS/guest-init" "$guest/root/init"
chmod 0755 "$guest/root/init"
chroot "$tree" sh -c 'cd /var/lib/lab-guest/root && find . | cpio --quiet --create --format=newc --owner=0:0' | gzip -9 >"$guest/initrd"
rm -r "$guest/root"
cp "$tree"/boot/vmlinuz-* "$guest/vmlinuz"
chmod 0644 "$guest/vmlinuz" "$guest/initrd"
