import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostConnection, RunOptions, RunResult } from "../../host/model/host-connection.ts";
import { readers } from "../../host/readers.ts";
import { projectDir } from "../../toolchain/local/paths.mjs";

type Topic = keyof typeof readers;

/** A host that is read as recorded in the lab, and that does what a test says. */
export interface RecordedHost {
  readonly connection: HostConnection;
  /** What a topic's reader prints from now on. */
  say(topic: Topic, output: string | Partial<RunResult>): void;
}

/**
 * `act` answers every script that is no reading; it may throw. Without libvirt and packages, until `say` says
 * otherwise.
 */
export function recordedHost(
  act: (script: string, options: RunOptions) => Partial<RunResult> | Promise<Partial<RunResult>>,
): RecordedHost {
  const said: Partial<Record<Topic, string | Partial<RunResult>>> = {
    packages: "manager apt\n",
    libvirt: { code: 3 },
  };
  const printed = (topic: Topic): RunResult => {
    const own = said[topic];
    return {
      code: 0,
      stdout: "",
      stderr: "",
      ...(typeof own === "object" ? own : { stdout: own ?? recorded(topic) }),
    };
  };
  const connection: HostConnection = {
    host: "ops@ws1:22",
    run: async (script, options = {}) => {
      options.signal?.throwIfAborted();
      const [mark, ...pairs] = options.args ?? [];
      const topics = topicsOf(pairs.filter((_, index) => index % 2 === 0));
      if (topics !== undefined)
        return { code: 0, stderr: "", stdout: topics.map((topic) => batched(mark, printed(topic))).join("") };
      const result = { code: 0, stdout: "", stderr: "", ...(await act(script, options)) };
      for (const line of result.stdout.split("\n").slice(0, -1)) options.onLine?.(line);
      return result;
    },
    close: async () => undefined,
  };
  return {
    connection,
    say: (topic, output) => {
      said[topic] = output;
    },
  };
}

/** The topics that a batch asks for; undefined for a script that is no batch. */
function topicsOf(scripts: readonly string[]): readonly Topic[] | undefined {
  const all = Object.keys(readers) as Topic[];
  const topics = scripts.flatMap((script) => all.find((topic) => readers[topic].script === script) ?? []);
  return topics.length > 0 && topics.length === scripts.length ? topics : undefined;
}

function batched(mark: string | undefined, { stdout, stderr, code }: RunResult): string {
  return `${stdout}\n${mark} errors\n${stderr}\n${mark} exit ${code}\n`;
}

function recorded(topic: Topic): string {
  const file = topic === "managed" ? "managed/lab-booted.txt" : `facts/lab-standard/${topic}.txt`;
  const path = join(projectDir, "test", "cases", file);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
