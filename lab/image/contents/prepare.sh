# Runs once inside the workstation when the image is built: everything a fresh installation does on its own hardware,
# so that the image is final and nothing is left for later boots.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
step() { echo "step: $1"; }

prepare() {
  step "initramfs for this machine"
  mkdir -p /etc/initramfs-tools/conf.d
  printf 'MODULES=dep\n' >/etc/initramfs-tools/conf.d/driver-policy
  update-initramfs -u -k all

  step "boot loader"
  grub-install --target=x86_64-efi --efi-directory=/boot/efi
  grub-install --target=x86_64-efi --efi-directory=/boot/efi --removable
  update-grub

  step "waiting for the system to settle"
  systemctl is-system-running --wait || systemctl --failed --no-legend --plain
  virsh --connect qemu:///system net-list --all
  virsh --connect qemu:///system capabilities >/dev/null

  step "clean-up"
  rm -f /var/lib/systemd/random-seed /root/.bash_history
  journalctl --quiet --rotate && journalctl --quiet --vacuum-time=1s
  sync
  fstrim --all
}

# The script arrives on standard input: no command may read the rest of it.
prepare </dev/null
