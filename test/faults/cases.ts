import type { Fault } from "./fault.ts";

const DID_NOT_COME_UP = /did not come up; the host returned by itself/;
const NO_JOURNAL = /did not come up[\s\S]*has left no journal/;
const DEAD_MAN = /did not come up[\s\S]*nobody has confirmed this trial in time/;

/** What goes wrong between the order to reboot and a verified trial. By value: the first are run even where time is short. */
export const trialFaults: readonly Fault[] = [
  {
    name: "overlay missing",
    inject: "rm /boot/vfio/trial.cpio",
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "kernel missing",
    inject: 'entry "s,/boot/vmlinuz[^ ]*,/boot/vmlinuz-missing,"',
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "overlay damaged",
    inject: "head -c 65536 /dev/urandom | dd of=/boot/vfio/trial.cpio conv=notrunc 2>/dev/null",
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "the host's initrd truncated",
    inject: `
      head -c 4194304 "/boot/initrd.img-$(uname -r)" >/var/lib/lab-initrd
      initrds "s, /boot/initrd[^ ;]*, /var/lib/lab-initrd,"`,
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
    inject: 'argument "init=\\/bin\\/false"',
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "emergency mode",
    inject: 'within 20; argument "systemd.unit=emergency.target"',
    outcome: "returned",
    says: DID_NOT_COME_UP,
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
    says: DID_NOT_COME_UP,
  },
  {
    name: "another host key answers in the trial",
    inject: 'within 90; argument "lab_fault=key"',
    outcome: "returned",
    says: /did not come up[\s\S]*host key/,
  },
  {
    name: "the functions are not bound in the trial",
    inject: 'entry "s/vfio_bind=[^ ]* //"',
    outcome: "returned",
    says: /not everything took; it was a trial, and the host runs again what it ran before/,
  },
];

const LOOKING = /looking whether it stays so/;
const SOON = { at: /^arming the trial boot/, what: { onHost: "within 20" } } as const;

/** Runs and hosts that end in the middle. */
export const interruptions: readonly Fault[] = [
  {
    name: "power cut when the trial is armed",
    during: [SOON, { at: /^armed/, what: "Ctrl-C" }, { at: /^armed/, what: "power cut" }],
    outcome: "returned",
    says: /Stopped (?:while the trial boot was prepared|during the trial boot)/,
  },
  {
    name: "the controller is gone while the host reboots",
    during: [SOON, { at: /^waiting for the host/, what: "Ctrl-C" }],
    outcome: "returned",
    says: /Stopped during the trial boot/,
  },
  ...[0.5, 0.1, 0.9].map(
    (part): Fault => ({
      name: `power cut while it is kept, at ${part} of its steps`,
      during: [{ at: LOOKING, what: { cutAt: part } }],
      outcome: "kept",
      says: /lost|did not answer|closed/i,
    }),
  ),
  ...[0.5, 0.8].map(
    (part): Fault => ({
      name: `power cut while it is staged and armed, at ${part} of its steps`,
      cutWhileStaged: part,
      outcome: "returned",
      says: /lost|did not answer|closed/i,
    }),
  ),
  {
    name: "boot settings are changed while the trial runs",
    during: [
      {
        at: LOOKING,
        what: { onHost: "cp -p /etc/default/grub /var/lib/lab-grub; echo '# changed' >>/etc/default/grub" },
      },
    ],
    after: "mv /var/lib/lab-grub /etc/default/grub",
    outcome: "returned",
    says: /were changed since[\s\S]*the host runs again what it ran before/,
  },
  {
    name: "Ctrl-C while the trial is staged",
    during: [{ at: /^staging the trial boot/, what: "Ctrl-C" }],
    outcome: "returned",
    says: /Stopped while the trial boot was prepared/,
  },
  {
    name: "Ctrl-C while the trial is verified",
    inject: "within 90",
    during: [{ at: LOOKING, what: "Ctrl-C" }],
    outcome: "returned",
    says: /Stopped during the trial boot/,
  },
  {
    name: "Ctrl-C while it is kept",
    during: [{ at: /^keeping what was tried/, what: "Ctrl-C" }],
    outcome: "kept",
    says: /interrupted|Stopped/,
  },
];
