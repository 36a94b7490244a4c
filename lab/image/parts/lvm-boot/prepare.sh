  step "boot loader: /boot on LVM"
  pvcreate --yes /dev/disk/by-partlabel/lvm
  vgcreate lab /dev/disk/by-partlabel/lvm
  lvcreate --yes --extents 100%FREE --name boot lab
  mkfs.ext4 -q -L boot -O ^inline_data /dev/lab/boot
  umount /boot/efi
  mount /dev/lab/boot /mnt
  cp -a /boot/. /mnt/
  umount /mnt
  find /boot -mindepth 1 -delete
  sed -i '/^LABEL=ESP /i LABEL=boot  /boot      ext4  defaults           0 2' /etc/fstab
  systemctl daemon-reload
  mount /boot
  mount /boot/efi
  grub-install --target=x86_64-efi --efi-directory=/boot/efi
  grub-install --target=x86_64-efi --efi-directory=/boot/efi --removable
  update-grub

