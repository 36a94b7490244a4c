import type { ByteSize } from "../../model/byte-size.ts";
import type { SharedMemoryWish } from "../../model/domain-wish.ts";
import { type HostConnection, runOk } from "../../model/host-connection.ts";

/** $@ pairs of a name and the size to keep, 0 for none. A file that a process has mapped is left alone. */
const CLEAR = `
while [ $# -ge 2 ]; do
  file=/dev/shm/$1
  if [ -f "$file" ]; then
    size=$(stat -c %s "$file")
    if [ "$size" != 0 ] && [ "$size" != "$2" ] && ! cat /proc/[0-9]*/maps 2>/dev/null | grep -qF -- "$file"; then rm -f "$file"; fi
  fi
  shift 2
done
`;

/**
 * Removes files in /dev/shm that an earlier guest left behind with another size: QEMU keeps them when it
 * ends, and does not start with one that is too small.
 */
export async function clearStaleMemory(
  connection: HostConnection,
  wanted: readonly SharedMemoryWish[],
  signal: AbortSignal,
): Promise<void> {
  await clear(connection, wanted, signal);
}

/** Removes the files in /dev/shm of a guest that is gone. */
export async function removeSharedMemory(
  connection: HostConnection,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await clear(
    connection,
    names.map((name) => ({ name, size: 0 as ByteSize })),
    signal,
  );
}

async function clear(
  connection: HostConnection,
  files: readonly SharedMemoryWish[],
  signal: AbortSignal,
): Promise<void> {
  if (files.length === 0) return;
  const args = files.flatMap(({ name, size }) => [name, String(size)]);
  await runOk(connection, "Shared memory of a guest could not be cleared", CLEAR, { args, signal });
}
