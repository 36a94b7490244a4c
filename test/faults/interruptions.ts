import type { Fault, PartialCut } from "./fault.ts";

const LOOKING = /looking whether it stays so/;
const CHANGED_SINCE = /it was a trial, and the host runs again what it ran before[\s\S]*were changed since/;
const LOST = /lost|did not answer|closed/i;

/**
 * What it leaves in /boot, and what it does then. The kernel is a copy: the machine is to come up with it.
 */
const NEWER_KERNEL = `
kernel=$(uname -r)
for name in vmlinuz config System.map initrd.img; do cp -p "/boot/$name-$kernel" "/boot/$name-$kernel-newer"; done
update-grub 2>&1`;

/** The same cut at several parts of all steps. */
function cuts(
  what: PartialCut["what"],
  until: string,
  parts: readonly number[],
  rest: (cut: PartialCut) => Omit<Fault, "name">,
): readonly Fault[] {
  return parts.map((part) => ({
    name: `${what} cut while it is ${until}, at ${part} of its steps`,
    ...rest({ what, part }),
  }));
}

const whileStaged = (cut: PartialCut) => ({ cutWhileStaged: cut, outcome: "returned", says: LOST }) as const;
const whileKept = (cut: PartialCut) =>
  ({ during: [{ at: LOOKING, what: { cut } }], outcome: "kept", says: LOST }) as const;

const SOON = { at: /^arming the trial boot/, what: { onHost: "within 20" } } as const;

/** Runs and hosts that end in the middle. */
export const interruptions: readonly Fault[] = [
  {
    name: "power cut when the trial is armed",
    during: [SOON, { at: /^armed/, what: "Ctrl-C" }, { at: /^armed/, what: "power cut" }],
    outcome: "returned",
    says: /Stopped (?:while the trial boot was prepared|during the reboot into the trial)/,
  },
  {
    name: "the controller is gone while the host reboots",
    during: [SOON, { at: /^waiting for the host/, what: "Ctrl-C" }],
    outcome: "returned",
    says: /Stopped during the reboot into the trial/,
  },
  ...cuts("power", "staged and armed", [0.3, 0.8], whileStaged),
  ...cuts("connection", "staged and armed", [0.5], whileStaged),
  ...cuts("power", "kept", [0.1, 0.5, 0.9], whileKept),
  ...cuts("connection", "kept", [0.2, 0.7], whileKept),
  {
    name: "power cut while the boot menu is made",
    during: [{ at: /^making the boot menu/, what: "power cut" }],
    outcome: "kept",
    says: LOST,
  },
  {
    name: "power cut while an image of the initramfs is made",
    binding: "rebuild",
    during: [{ at: /^making an image for the trial/, what: "power cut" }],
    outcome: "returned",
    says: LOST,
  },
  {
    name: "the controller's machine is asleep while the trial waits to be confirmed",
    inject: "within 60",
    during: [{ at: LOOKING, what: { asleep: 120 } }],
    outcome: "returned",
    says: /the host runs again what it ran before|did not return to what it ran before yet/,
  },
  {
    name: "a kernel package is installed while the trial runs",
    during: [{ at: LOOKING, what: { onHost: NEWER_KERNEL } }],
    after: "rm /boot/*-newer; update-grub 2>/dev/null",
    outcome: "returned",
    says: CHANGED_SINCE,
  },
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
    says: CHANGED_SINCE,
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
