import { type HostConnection, runOk } from "../../model/host-connection.ts";
import { element, renderXml } from "../../model/xml/xml.ts";
import type { PoolPlan, PoolWish } from "./pool-plan.ts";

/**
 * $1 name, $2 path, $3 define, $4 start, $5 enable/disable or empty; input: the definition. Prints `uuid …`
 * as soon as there is one, and `directory-created`.
 */
const APPLY = `
set -e
export LIBVIRT_DEFAULT_URI=qemu:///system
uuid() { echo "uuid $(virsh -q pool-uuid "$name" | tr -d '[:space:]')"; }
name=$1
if [ "$3" = yes ]; then
  virsh -q pool-define /dev/stdin >/dev/null
  uuid
  if [ ! -d "$2" ]; then virsh -q pool-build "$1" >/dev/null; echo directory-created; fi
fi
if [ "$4" = yes ]; then virsh -q pool-start "$1" >/dev/null; fi
case $5 in
  enable) virsh -q pool-autostart "$1" >/dev/null ;;
  disable) virsh -q pool-autostart "$1" --disable >/dev/null ;;
esac
uuid
`;

/**
 * $1 UUID, $2 path of a directory to remove if it is empty, or nothing. Prints `directory-kept` when it was
 * not. libvirt's own folders for definitions, which it makes for its first pool, go with the last one.
 */
const REMOVE = `
export LIBVIRT_DEFAULT_URI=qemu:///system
case $(LC_ALL=C virsh -q pool-info "$1" | sed -n 's/^State: *//p') in running) virsh -q pool-destroy "$1" >/dev/null || exit ;; esac
virsh -q pool-undefine "$1" >/dev/null || exit
rmdir /etc/libvirt/storage/autostart /etc/libvirt/storage 2>/dev/null
[ -z "$2" ] || rmdir "$2" 2>/dev/null || echo directory-kept
`;

export interface AppliedPool {
  readonly uuid: string;
  readonly directoryCreated: boolean;
  /** What did not work after the pool was defined: it exists, and is not as it should be. */
  readonly failure?: unknown;
}

/**
 * Carries a plan out. Throws, with what virsh says, only while nothing was defined: later failures are part
 * of the answer, so that the pool is not forgotten.
 */
export async function applyPoolPlan(
  connection: HostConnection,
  plan: PoolPlan,
  wish: PoolWish,
  signal: AbortSignal,
): Promise<AppliedPool> {
  const answer = (yes: boolean): string => (yes ? "yes" : "no");
  // Line by line, so that it is known what was made when the connection ends in between.
  let uuid: string | undefined;
  let directoryCreated = false;
  const onLine = (line: string): void => {
    uuid = /^uuid (\S+)$/.exec(line)?.[1] ?? uuid;
    directoryCreated ||= line === "directory-created";
  };
  try {
    await runOk(connection, `The storage pool ${wish.name} could not be set up`, APPLY, {
      args: [wish.name, wish.path, answer(plan.define), answer(plan.start), plan.autostart ?? ""],
      stdin: renderXml(poolXml(wish, plan.existing?.uuid)),
      signal,
      onLine,
    });
  } catch (failure) {
    if (uuid === undefined) throw failure;
    return { uuid, directoryCreated, failure };
  }
  return { uuid: uuid ?? "", directoryCreated };
}

/**
 * Takes a pool's definition away; its files stay. The directory goes only when it is `removeDirectory` and
 * empty; the answer is whether a directory that should have gone was kept because something is in it.
 */
export async function removePool(
  connection: HostConnection,
  pool: { readonly uuid: string; readonly name: string; readonly removeDirectory?: string | undefined },
  signal: AbortSignal,
): Promise<{ readonly directoryKept: boolean }> {
  const output = await runOk(connection, `The storage pool ${pool.name} could not be removed`, REMOVE, {
    args: [pool.uuid, pool.removeDirectory ?? ""],
    signal,
  });
  return { directoryKept: output.includes("directory-kept") };
}

function poolXml({ name, path }: PoolWish, uuid: string | undefined): ReturnType<typeof element> {
  return element("pool", { type: "dir" }, [
    element("name", {}, name),
    uuid === undefined ? undefined : element("uuid", {}, uuid),
    element("target", {}, [element("path", {}, path)]),
  ]);
}
