import type { Fault } from "./fault.ts";

const TRIAL_FAILED = /The trial boot failed\. The host is back/;
const NO_JOURNAL = /The trial boot failed[\s\S]*has left no journal/;
const DEAD_MAN = /The trial boot failed[\s\S]*nobody has confirmed this trial in time/;

const KERNEL_MISSING = 'entry "s,/boot/vmlinuz[^ ]*,/boot/vmlinuz-missing,"';

/** What goes wrong between the order to reboot and a verified trial. */
export const trialFaults: readonly Fault[] = [
  {
    name: "overlay missing",
    inject: "rm /boot/vfio/trial.cpio",
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "kernel missing, twice in a row",
    inject: KERNEL_MISSING,
    times: 2,
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "kernel missing",
    inject: KERNEL_MISSING,
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "overlay damaged",
    inject: "head -c 65536 /dev/urandom | dd of=/boot/vfio/trial.cpio conv=notrunc 2>/dev/null; panics 2",
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "the host's initrd truncated",
    inject: `
      head -c 4194304 "/boot/initrd.img-$(uname -r)" >/var/lib/lab-initrd
      initrds "s, /boot/initrd[^ ;]*, /var/lib/lab-initrd,"
      panics 2`,
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "root file system not found",
    inject: 'entry "s/root=[^ ]*/root=LABEL=missing/"',
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "init ends at once (kernel panic)",
    inject: 'argument "init=\\/bin\\/false"; panics 2',
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "a disk of fstab is missing, which leads to the emergency mode",
    inject: 'within 20; argument "lab_fault=mount"',
    outcome: "returned",
    says: TRIAL_FAILED,
  },
  {
    name: "the emergency mode from the start",
    inject: 'within 20; argument "systemd.unit=emergency.target"',
    outcome: "returned",
    says: TRIAL_FAILED,
  },
  {
    name: "sshd does not start",
    inject: 'within 20; argument "systemd.mask=ssh.service"',
    outcome: "returned",
    says: DEAD_MAN,
  },
  {
    name: "vfio-pci takes the network function",
    inject: 'within 20; entry "s/vfio_bind=[^ ]*/&,0000:00:04.0@1af4:1000/"',
    outcome: "returned",
    says: DEAD_MAN,
  },
  {
    name: "vfio-pci takes the system disk",
    inject: 'within 20; entry "s/vfio_bind=[^ ]*/&,0000:00:03.0@1af4:1001/"',
    outcome: "returned",
    says: TRIAL_FAILED,
  },
  {
    name: "another host key answers in the trial",
    inject: 'within 90; argument "lab_fault=key"',
    outcome: "returned",
    says: /The trial boot failed[\s\S]*The host's key has changed/,
  },
  {
    name: "the functions are not bound in the trial",
    inject: 'entry "s/vfio_bind=[^ ]* //"',
    outcome: "returned",
    says: /not everything took; it was a trial, and the host runs again what it ran before/,
  },
];
