import { globSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../host/model/errors.ts";
import type * as lab from "../../lab/index.ts";
import type { Progress } from "../../toolchain/local/progress.ts";

/** The folders of lab workstations that suites have of their own, in the folder of the results. */
const SUITES_LABS = "{faults,checkouts/*}/.lab";

/** A lab workstation; without a folder it is one of the project's own. */
interface Workstation {
  readonly name: string;
  readonly labDir?: string;
}

/** The part of the lab that is needed here. */
type Workstations = Pick<typeof lab, "labStatus" | "stopLab">;

/**
 * Remembers which lab workstations run; the returned function stops those that came since, and those of
 * suites.
 */
export async function rememberLabs(
  resultsDir: string,
  progress: Progress,
  workstations?: Workstations,
): Promise<(options: { now: boolean }) => Promise<void>> {
  // A fault of the lab must not hide the results of other suites, so it is loaded only when it is needed.
  const { labStatus, stopLab } = workstations ?? (await import("../../lab/index.ts"));
  const runningIn = async (folder: { readonly labDir?: string }): Promise<readonly Workstation[]> => {
    const known = await labStatus(folder);
    return known.filter(({ state }) => state !== "stopped").map(({ name }) => ({ ...folder, name }));
  };
  const before = (await runningIn({})).map(({ name }) => name);
  return async ({ now }) => {
    const own = (await runningIn({})).filter(({ name }) => !before.includes(name));
    // A suite that is cut off comes to no end of its own.
    const folders = globSync(SUITES_LABS, { cwd: resultsDir }).map((path) => join(resultsDir, path));
    const ofSuites = await Promise.all(folders.map((labDir) => runningIn({ labDir })));
    const started = [...own, ...ofSuites.flat()];
    if (started.length === 0) return;
    const names = started.map(({ name }) => name).join(", ");
    await progress
      .task(`stopping the lab workstations of this run: ${names}`, () => {
        return Promise.all(started.map((workstation) => stopLab({ ...workstation, now })));
      })
      .catch((error: unknown) => progress.say(`a lab workstation was not stopped: ${messageOf(error)}`));
  };
}
