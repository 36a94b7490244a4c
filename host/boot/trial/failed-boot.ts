import type { HostConnection } from "../../model/host-connection.ts";

/**
 * The end of the boot before this one, unless that was the one in which the trial was armed ($1): then the
 * trial did not come to writing a journal. Where neither is known, no journal is kept. What the kernel left
 * of a panic is in pstore, or in the folder to which systemd moves it.
 */
const SCRIPT = `
armed=$(echo "$1" | tr -d -)
before=$(journalctl -q --list-boots 2>/dev/null | awk '$1 == -1 { print $2 }')
if [ -z "$before" ]; then
  echo "nothing is known of the trial, because the host keeps no journal over a reboot (journald.conf(5), Storage)"
elif [ "$before" != "$armed" ]; then
  journalctl -q -b -1 --no-pager -o short-monotonic -k 2>/dev/null | grep -e 'pulumi-vfio: ' -e 'vfio_bind: ' | cut -c 1-200
  echo "the end of the journal of the trial:"
  journalctl -q -b -1 --no-pager -o short-monotonic -n 25 2>/dev/null | cut -c 1-200 | sed 's/^/  /'
else
  echo "the trial has left no journal: the boot loader did not start it, or it ended in the kernel or the initramfs"
fi
for file in /sys/fs/pstore/dmesg-* /var/lib/systemd/pstore/*/dmesg.txt; do
  [ -e "$file" ] && find "$file" -newermt "@$2" 2>/dev/null | grep -q . || continue
  echo "$file:"
  tail -n 15 "$file" | cut -c 1-200 | sed 's/^/  /'
done
exit 0
`;

/**
 * What is left on a host of a boot that failed, in words for the user. `since`: when it was armed, in seconds
 * since 1970.
 */
export async function failedBoot(
  connection: HostConnection,
  { bootId, since }: { readonly bootId: string; readonly since: number },
  signal: AbortSignal,
): Promise<string> {
  const { stdout } = await connection.run(SCRIPT, { args: [bootId, String(since)], signal });
  return stdout.trim();
}
