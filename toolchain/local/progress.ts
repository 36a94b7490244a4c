import { type Clock, systemClock } from "../../host/model/clock.ts";

/** Where lines about long work go. */
export interface Progress {
  /** Prints one line, stamped with the time since the start. */
  say(text: string): void;
  /**
   * Runs `work` and reports on it. Work of more than a second prints its title, a line every 15 s with the
   * last status it gave, and how long it took. Quick work prints nothing. Its error passes through.
   */
  task<T>(title: string, work: (status: (text: string) => void) => Promise<T>): Promise<T>;
}

export interface ProgressOptions {
  /**
   * Gets each line with its line end; default standard error, so that standard output stays a program's own.
   */
  readonly write?: (line: string) => void;
  readonly clock?: Clock;
}

const LOOK_MS = 1_000;
const HEARTBEAT_MS = 15_000;

/**
 * Plain lines on a terminal and in a log alike: several things run at once, and Pulumi prints between them.
 */
export function createProgress({
  write = writeStandardError,
  clock = systemClock,
}: ProgressOptions = {}): Progress {
  const start = clock.now();
  const say = (text: string) => write(`[${stopwatch(clock.now() - start)}] ${text}\n`);
  return { say, task: (title, work) => runTask(title, work, say, clock) };
}

/** `8 s`, `2 min 05 s`, `1 h 03 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

async function runTask<T>(
  title: string,
  work: (status: (text: string) => void) => Promise<T>,
  say: (text: string) => void,
  clock: Clock,
): Promise<T> {
  const start = clock.now();
  let status = "";
  let said = Number.NEGATIVE_INFINITY;
  const look = () => {
    const now = clock.now();
    if (now - said < HEARTBEAT_MS) return;
    const first = said === Number.NEGATIVE_INFINITY;
    said = now;
    say(
      first
        ? `${title}${status && `: ${status}`}`
        : `${title}: ${status || "working"} (${duration(now - start)})`,
    );
  };
  const ended = new AbortController();
  const looking = lookEvery(LOOK_MS, look, clock, ended.signal);
  try {
    const result = await work((text) => {
      status = text;
    });
    if (said > Number.NEGATIVE_INFINITY) say(`${title}: done in ${duration(clock.now() - start)}`);
    return result;
  } finally {
    ended.abort();
    await looking;
  }
}

/** Resolves after an abort. */
async function lookEvery(
  milliseconds: number,
  look: () => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(milliseconds, signal).catch(() => undefined);
    if (!signal.aborted) look();
  }
}

/** Minutes and seconds, at a fixed width for the first hour. */
function stopwatch(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2)}:${twoDigits(seconds % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function writeStandardError(line: string): void {
  process.stderr.write(line);
}
