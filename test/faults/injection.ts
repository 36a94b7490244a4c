import type { Lab } from "../lab/lab.ts";

/**
 * What the injected lines may use: `menu`, GRUB's file with the trial's entry; `entry`, which edits the line that starts its kernel; `initrds`, which
 * edits the line below it; `within`, which tells the dead-man unit how many seconds to wait. The copy by which the product knows that nobody has changed the
 * file since follows: the entry was wrong from the beginning.
 */
const INJECTION = `
set -e
menu=/boot/grub/custom.cfg
unit=/etc/systemd/system/pulumi-vfio-dead-man.service
edit() { sed -i "$1" $menu; cp -p $menu /var/lib/pulumi-vfio/trial/menu-with-block; }
entry() { edit "/ linux .*pulumi_vfio_trial=/ $1"; }
argument() { entry "s/; then\\$/ $1&/"; }
initrds() { edit "/ initrd / $1"; }
within() { sed -i "s/ + [0-9]*))/ + $1))/" $unit; }
`;

/** Runs what a case has put there, while the system shuts down and its file systems are still there. */
const SHUTDOWN_UNIT = `[Unit]
Description=Make a fault for the next boot
RequiresMountsFor=/boot /var/lib

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecStop=/bin/sh -c '[ ! -e /run/lab-fault/inject ] || sh /run/lab-fault/inject; sync'

[Install]
WantedBy=multi-user.target
`;

/** Another key answers in a trial that says so on its command line. */
const KEY_UNIT = `[Unit]
Description=Answer with another host key
ConditionKernelCommandLine=lab_fault=key
Before=ssh.service

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'ssh-keygen -q -t ed25519 -N "" -f /run/lab-key && mount --bind /run/lab-key /etc/ssh/ssh_host_ed25519_key'

[Install]
WantedBy=multi-user.target
`;

/** Stands before a program on PATH: notes every call, and cuts the power before the one that a case wants. Nothing is written to the disks then. */
const SHIM = `#!/bin/sh
fault=/run/lab-fault
if [ -e $fault/calls ]; then
  echo "\${0##*/} $*" >>$fault/calls
  if [ -e $fault/cut ] && [ "$(/usr/bin/wc -l <$fault/calls)" -ge "$(/usr/bin/cat $fault/cut)" ]; then
    echo b >/proc/sysrq-trigger
    sleep 60
  fi
fi
exec /usr/bin/\${0##*/} "$@"
`;

/** Prepares a pristine workstation for faults, before anything is compared with it. */
export async function prepareForFaults(lab: Lab): Promise<void> {
  const units = { "lab-fault": SHUTDOWN_UNIT, "lab-key": KEY_UNIT };
  for (const [name, text] of Object.entries(units)) {
    await lab.root(put(`/etc/systemd/system/${name}.service`, text));
    await lab.root(`systemctl enable ${name}.service 2>&1`);
  }
  for (const name of ["sync", "mv"])
    await lab.root(`${put(`/usr/local/sbin/${name}`, SHIM)}\nchmod 0755 /usr/local/sbin/${name}`);
  await lab.root("systemctl daemon-reload; systemctl start lab-fault.service; sync");
}

/** Lets the host make a fault when it shuts down next. */
export async function inject(lab: Lab, lines: string): Promise<void> {
  await lab.root(put("/run/lab-fault/inject", INJECTION + lines));
}

/** Runs lines on the host now. */
export async function onHost(lab: Lab, lines: string): Promise<void> {
  await lab.root(`${INJECTION}${lines}\nsync`);
}

/** Notes the calls of programs that bring something to the disks from now on, and cuts the power before the `cut`th. */
export async function countCalls(lab: Lab, cut?: number): Promise<void> {
  await lab.root(`
    mkdir -p /run/lab-fault
    rm -f /run/lab-fault/cut
    ${cut === undefined ? "" : `echo ${cut} >/run/lab-fault/cut`}
    : >/run/lab-fault/calls
  `);
}

function put(path: string, text: string): string {
  return `mkdir -p "$(dirname ${path})"; cat >${path} <<'END-OF-FILE'\n${text}\nEND-OF-FILE`;
}
