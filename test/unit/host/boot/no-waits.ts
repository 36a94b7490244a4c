import { afterEach, beforeEach, vi } from "vitest";

/** Makes the waits for a reboot take no time, in all tests of a file. */
export function noWaits(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }).setTimerTickMode("nextTimerAsync");
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}
