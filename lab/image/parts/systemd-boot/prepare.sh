  step "boot loader: systemd-boot"
  # What Debian's package does when it is installed on a machine whose EFI system partition is mounted.
  bootctl install --make-machine-id-directory=auto
  for image in /boot/vmlinuz-*; do
    kernel-install --verbose add "${image#/boot/vmlinuz-}" "$image"
  done
  bootctl --no-pager list

