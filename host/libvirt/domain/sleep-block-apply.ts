import { type HostConnection, runOk } from "../../model/host-connection.ts";
import { type planSleepBlock, sleepBlockOf } from "./sleep-block.ts";

/** $1 UUID, $2 and $3: texts of the two units. */
const WRITE = `
command -v systemctl >/dev/null && [ -x /usr/bin/systemd-inhibit ] || { echo "the host has no systemd-inhibit" >&2; exit 1; }
name=pulumi-vfio-awake-$1
put() {
  printf '%s' "$2" >"/etc/systemd/system/.$1.pulumi-vfio" && mv "/etc/systemd/system/.$1.pulumi-vfio" "/etc/systemd/system/$1"
}
put "$name.service" "$3" && put "$name.path" "$2" || exit
systemctl daemon-reload && systemctl enable "$name.path" >/dev/null 2>&1 && systemctl restart "$name.path"
`;

/** $1 UUID. */
const REMOVE = `
name=pulumi-vfio-awake-$1
systemctl disable --now "$name.path" >/dev/null 2>&1
systemctl stop "$name.service" >/dev/null 2>&1
rm -f "/etc/systemd/system/$name.path" "/etc/systemd/system/$name.service" "/etc/systemd/system/paths.target.wants/$name.path" || exit
systemctl daemon-reload
`;

/**
 * Carries out what `planSleepBlock` has decided: from then on the host does not sleep while the guest runs,
 * or may again.
 */
export async function bringSleepBlock(
  connection: HostConnection,
  plan: ReturnType<typeof planSleepBlock>,
  { uuid, name }: { readonly uuid: string; readonly name: string },
  signal: AbortSignal,
): Promise<void> {
  if (plan === undefined) return;
  if (plan === "remove") return removeSleepBlock(connection, uuid, signal);
  const { path, service } = sleepBlockOf(name);
  const args = [uuid, path, service];
  await runOk(connection, `The host could not be kept from sleeping while ${name} runs`, WRITE, {
    args,
    signal,
  });
}

/** The guest does not keep the host awake any more. */
export async function removeSleepBlock(
  connection: HostConnection,
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  const what = "The units that keep the host from sleeping could not be removed";
  await runOk(connection, what, REMOVE, { args: [uuid], signal });
}
