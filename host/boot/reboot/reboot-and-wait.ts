import { HostKeyError } from "../../connection/host-key/host-key-errors.ts";
import { type Clock, systemClock } from "../../model/clock.ts";
import { HostError, messageOf } from "../../model/errors.ts";
import { ConnectionLost, runOk } from "../../model/host-connection.ts";
import type { HostSession } from "../../session.ts";

/** How a reboot is waited for. */
export interface RebootOptions {
  /** Milliseconds from the order on: going down, firmware, boot, login. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Gets what is waited for now. */
  readonly onStatus?: (status: string) => void;
  readonly clock?: Clock;
  /**
   * Whether to go on waiting when another host key answers, because the host returns to another boot by
   * itself. Default false.
   */
  readonly patient?: boolean;
}

/** A finished reboot. */
export interface Rebooted {
  /** The new boot id. */
  readonly bootId: string;
  /** Milliseconds from the order to the first login. */
  readonly tookMs: number;
  /** That another host key answered on the way, in words for the user. */
  readonly strangeKey?: string | undefined;
}

/** Milliseconds between two attempts to log in. */
const INTERVAL = 2_000;

const BOOT_ID = "cat /proc/sys/kernel/random/boot_id";
const BOOT_ID_FORM = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Milliseconds for writing what is in memory to the disks, which is apart from the order because it may take
 * long on slow disks.
 */
const SYNC_LIMIT = 600_000;

/** The order is given a second from now, so that this script, and the connection, end first. */
const REBOOT = `
systemd-run --quiet --collect --on-active=1 --timer-property=AccuracySec=100ms systemctl reboot 2>/dev/null && exit 0
command -v systemctl >/dev/null || { echo "the host has no systemctl" >&2; exit 1; }
setsid sh -c 'sleep 1; systemctl reboot' </dev/null >/dev/null 2>&1 &
`;

/**
 * Reboots the host and waits until a login to a new boot of it works: every attempt is a new connection
 * with a full login, and only a boot id that is valid and new counts. A connection that is lost while the
 * order is given is what is expected. Throws a HostError when the time is over, and at once when the host's
 * key changes.
 */
export async function rebootAndWait(session: HostSession, options: RebootOptions): Promise<Rebooted> {
  const { signal, onStatus, clock = systemClock } = options;
  const connection = await session.connection();
  const before = await bootId(session, signal);
  onStatus?.("writing everything to the disks");
  const what = "The host was not rebooted: what is in memory could not be written to its disks";
  await runOk(connection, what, "sync", { timeoutMs: SYNC_LIMIT, signal });
  const start = clock.now();
  onStatus?.("rebooting");
  try {
    await runOk(connection, "The reboot could not be ordered", REBOOT, { timeoutMs: 30_000, signal });
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
  }
  await session.disconnect();
  return waitForNewBoot(session, connection.host, before, start, options);
}

async function waitForNewBoot(
  session: HostSession,
  host: string,
  before: string,
  start: number,
  { timeoutMs, signal, onStatus, clock = systemClock, patient = false }: RebootOptions,
): Promise<Rebooted> {
  let last = "no attempt was made";
  let strangeKey: string | undefined;
  const seconds = () => Math.round((clock.now() - start) / 1_000);
  while (clock.now() - start < timeoutMs) {
    await clock.sleep(INTERVAL, signal);
    try {
      const found = await untilAborted(bootId(session, signal), signal);
      if (found !== before) return { bootId: found, tookMs: clock.now() - start, strangeKey };
      last = "the host can be reached, and has not gone down yet";
    } catch (error) {
      signal.throwIfAborted();
      last = messageOf(error);
      if (isHostKeyError(error)) {
        if (!patient) throw error;
        strangeKey = last;
      }
    }
    onStatus?.(`waiting for the host to come back (${seconds()} s): ${last.split("\n")[0] ?? ""}`);
    void session.disconnect();
  }
  throw new HostError({
    what: `The host did not come back within ${Math.round(timeoutMs / 1_000)} s after the reboot`,
    host,
    expected: "a login to a new boot",
    found: last,
    next: "look at its console; the recovery entries of its boot menu start without anything of ours. When it is up, run `pulumi up` again",
  });
}

/** The id of the boot that a login reaches. Anything but a well-formed id is a failed attempt. */
async function bootId(session: HostSession, signal: AbortSignal): Promise<string> {
  const connection = await session.connection();
  const { stdout, code } = await connection.run(BOOT_ID, { as: "login", timeoutMs: 20_000, signal });
  const id = stdout.trim();
  if (code === 0 && BOOT_ID_FORM.test(id)) return id;
  throw new HostError({ what: "The host did not tell its boot id", host: connection.host, found: stdout });
}

/** An attempt to connect cannot be ended, only left alone. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", onAbort));
}

/** Waiting does not help when another key answers. */
function isHostKeyError(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof HostKeyError) return true;
  }
  return false;
}
