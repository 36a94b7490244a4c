import { messageOf } from "../../host/model/errors.ts";
import type { Progress } from "../../toolchain/local/progress.ts";

/** Remembers which lab workstations run; the returned function stops those that came since. */
export async function rememberLabs(
  progress: Progress,
): Promise<(options: { now: boolean }) => Promise<void>> {
  const { labStatus, stopLab } = await import("../../lab/index.ts");
  const running = async () =>
    (await labStatus()).filter(({ state }) => state !== "stopped").map(({ name }) => name);
  const before = await running();
  return async ({ now }) => {
    const started = (await running()).filter((name) => !before.includes(name));
    if (started.length === 0) return;
    await progress
      .task(`stopping the lab workstations of this run: ${started.join(", ")}`, () => {
        return Promise.all(started.map((name) => stopLab({ name, now })));
      })
      .catch((error: unknown) => progress.say(`a lab workstation was not stopped: ${messageOf(error)}`));
  };
}
