import type { ByteSize } from "../../model/byte-size.ts";
import { HostError } from "../../model/errors.ts";
import { type HostConnection, runOk } from "../../model/host-connection.ts";
import { element, renderXml } from "../../model/xml/xml.ts";
import type { VolumePlan, VolumeWish } from "./volume-plan.ts";

/**
 * $1 pool, $2 name; input: the definition. The pool is refreshed first, so that a file it does not know of is
 * not taken for space.
 */
const CREATE = `
export LIBVIRT_DEFAULT_URI=qemu:///system
virsh -q pool-refresh "$1" >/dev/null || exit
if path=$(virsh -q vol-path --pool "$1" "$2" 2>/dev/null); then echo "a file is there already: $path" >&2; exit 4; fi
virsh -q vol-create "$1" /dev/stdin >/dev/null || exit
virsh -q vol-path --pool "$1" "$2"
`;

/** $1 pool, $2 name, $3 bytes: libvirt itself refuses to make it smaller. */
const GROW_OFF = `virsh -q -c qemu:///system vol-resize --pool "$1" "$2" "$3B"`;

/**
 * $1 domain, $2 disk, $3 bytes. QEMU would shrink a running disk without a word, so its size is looked at
 * right before.
 */
const GROW_RUNNING = `
export LIBVIRT_DEFAULT_URI=qemu:///system
now=$(virsh -q domblkinfo "$1" "$2" | sed -n 's/^Capacity: *//p') || exit
[ -n "$now" ] || exit
if [ "$now" -gt "$3" ]; then echo "the disk has $now bytes, more than $3" >&2; exit 4; fi
virsh -q blockresize "$1" "$2" "$3B"
`;

const REMOVE = `virsh -q -c qemu:///system vol-delete --pool "$1" "$2"`;

/** Carries a plan out. Throws a HostError with what virsh says. */
export async function applyVolumePlan(
  connection: HostConnection,
  plan: VolumePlan,
  wish: VolumeWish,
  signal: AbortSignal,
): Promise<void> {
  const { pool, name, capacity } = wish;
  const bytes = String(capacity);
  if (plan.action === "create") {
    await create(connection, wish, signal);
  } else if (plan.action === "grow") {
    const what = `The volume ${pool}/${name} could not be grown`;
    const running = plan.runningIn;
    if (running === undefined) await runOk(connection, what, GROW_OFF, { args: [pool, name, bytes], signal });
    else await runOk(connection, what, GROW_RUNNING, { args: [running.uuid, running.target, bytes], signal });
  }
}

/** Deletes the image with everything in it. */
export async function deleteVolume(
  connection: HostConnection,
  { pool, name }: { readonly pool: string; readonly name: string },
  signal: AbortSignal,
): Promise<void> {
  await runOk(connection, `The volume ${pool}/${name} could not be deleted`, REMOVE, {
    args: [pool, name],
    signal,
  });
}

async function create(connection: HostConnection, wish: VolumeWish, signal: AbortSignal): Promise<void> {
  const { pool, name } = wish;
  const { code, stdout, stderr } = await connection.run(CREATE, {
    args: [pool, name],
    stdin: renderXml(volumeXml(wish)),
    signal,
  });
  if (code === 0) return;
  throw new HostError({
    what: `The volume ${pool}/${name} could not be created`,
    host: connection.host,
    found: `${stdout}${stderr}`,
    next:
      code === 4
        ? "choose another name, or set `adopt: true` to take the file over with what is in it"
        : "look at the pool with `virsh pool-info` on the host",
  });
}

/** qcow2 gets version 3 (compat 1.1) by this way only: `vol-create-as` makes the old one. */
function volumeXml({ name, capacity, format }: VolumeWish): ReturnType<typeof element> {
  const bytes = (size: ByteSize | 0): [Record<string, string>, string] => [{ unit: "bytes" }, String(size)];
  return element("volume", {}, [
    element("name", {}, name),
    element("capacity", ...bytes(capacity)),
    element("allocation", ...bytes(0)),
    element("target", {}, [
      element("format", { type: format }),
      format === "qcow2" ? element("compat", {}, "1.1") : undefined,
    ]),
  ]);
}
