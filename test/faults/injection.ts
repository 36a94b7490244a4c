import type { Lab } from "../lab/lab.ts";

/**
 * What the injected lines may use: `menu`, GRUB's file with the trial's entry; `entry`, which edits the line
 * that starts its kernel; `initrds`, which edits the line below it; `conf`, systemd-boot's file with the
 * entry; `within`, which tells the dead-man unit how many seconds to wait; `panics`, which tells the kernel
 * how many seconds to wait after a panic. The copy by which the product knows that nobody has changed the
 * file since follows: the entry was wrong from the beginning.
 */
const INJECTION = `
set -e
menu=/boot/grub/custom.cfg
conf=$(echo /boot/efi/loader/entries/pulumi-vfio-trial-*.conf)
unit=/etc/systemd/system/pulumi-vfio-dead-man.service
edit() { sed -i "$1" $menu; cp -p $menu /var/lib/pulumi-vfio/trial/menu-with-block; }
entry() { edit "/ linux .*pulumi_vfio_trial=/ $1"; }
argument() { entry "s/; then\\$/ $1&/"; }
initrds() { edit "/ initrd / $1"; }
panics() { entry "s/ panic=[0-9]*/ panic=$1/"; }
within() { sed -i "s/ + [0-9]*))/ + $1))/" $unit; }
`;

/** Runs what a case has put there, while the system shuts down and its file systems are still there. */
const SHUTDOWN_UNIT = `[Unit]
Description=Make a fault for the next boot
RequiresMountsFor=/boot /boot/efi /var/lib

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

/**
 * A mount of a disk that is not there, as a wrong line in fstab makes one, in a trial that says so on its
 * command line.
 */
const MOUNT_GENERATOR = `#!/bin/sh
grep -q lab_fault=mount /proc/cmdline || exit 0
printf '[Mount]\\nWhat=/dev/disk/by-label/missing\\nWhere=/missing\\n' >"$1/missing.mount"
mkdir -p "$1/local-fs.target.requires" "$1/dev-disk-by\\x2dlabel-missing.device.d"
ln -s ../missing.mount "$1/local-fs.target.requires/"
printf '[Unit]\\nJobRunningTimeoutSec=5\\n' >"$1/dev-disk-by\\x2dlabel-missing.device.d/timeout.conf"
`;

/**
 * Stands before a program on PATH: notes every call, and before the one that a case wants it cuts the power
 * (nothing is written to the disks then), or ends the connections of all who are logged in, which is what a
 * controller that is killed leaves.
 */
const SHIM = `#!/bin/sh
fault=/run/lab-fault
if [ -e $fault/calls ]; then
  echo "\${0##*/} $*" >>$fault/calls
  if [ -e $fault/cut ]; then
    read -r what step <$fault/cut
    if [ "$(/usr/bin/wc -l <$fault/calls)" -ge "$step" ]; then
      rm -f $fault/cut
      case $what in
        power) echo b >/proc/sysrq-trigger; sleep 60 ;;
        connection) pkill -KILL -f 'sshd: ops' ;;
      esac
    fi
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
  await lab.root(putProgram("/etc/systemd/system-generators/lab-mount", MOUNT_GENERATOR));
  for (const name of ["sync", "mv"]) await lab.root(putProgram(`/usr/local/sbin/${name}`, SHIM));
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

/** What is cut off, and before which call of a program that brings something to the disks. */
export interface Cut {
  readonly what: "power" | "connection";
  readonly step: number;
}

/** Notes the calls of programs that bring something to the disks from now on, and makes a cut. */
export async function countCalls(lab: Lab, cut?: Cut): Promise<void> {
  await lab.root(`
    mkdir -p /run/lab-fault
    rm -f /run/lab-fault/cut
    ${cut === undefined ? "" : `echo ${cut.what} ${cut.step} >/run/lab-fault/cut`}
    : >/run/lab-fault/calls
  `);
}

function putProgram(path: string, text: string): string {
  return `${put(path, text)}\nchmod 0755 ${path}`;
}

function put(path: string, text: string): string {
  return `mkdir -p "$(dirname ${path})"; cat >${path} <<'END-OF-FILE'\n${text}\nEND-OF-FILE`;
}
