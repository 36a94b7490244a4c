  step "initramfs: dracut"
  # The kernel's installation made the image, for any machine, as Debian's dracut does by default.
  lsinitrd "/boot/initrd.img-$(uname -r)" >/tmp/initrd-list
  grep -q 'virtio_blk\.ko' /tmp/initrd-list
  rm /tmp/initrd-list

