import { openConnection } from "../host/connection/open.ts";
import packageJson from "../package.json" with { type: "json" };
import { serve } from "./protocol/server.ts";
import { registry } from "./registry.ts";

// The engine reads one line from standard output, the port. Whatever else is printed, by a library for
// example, goes to standard error.
const announce = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

// When the engine is gone there is nobody to read errors, and no reason to fail for it.
process.stderr.on("error", () => undefined);

/** How often it is looked whether the engine is still there. */
const ORPHAN_CHECK_MS = 2_000;

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
const provider = await serve(
  {
    registry,
    version: packageJson.version,
    connect: (settings) => (signal) => openConnection(settings, { signal }),
  },
  engineAddress,
);

process.on("uncaughtException", (error) => {
  report("An error escaped", error);
  provider.fail(error);
});
process.on("unhandledRejection", (reason) => report("A rejected promise was not handled", reason));
exitWithEngine(process.ppid);
announce(`${provider.port}\n`);

function report(what: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${provider.redact(`${what}: ${text}`)}\n`);
}

/** An engine that was killed cannot cancel: a provider without its parent stops on its own. */
function exitWithEngine(parent: number): void {
  setInterval(() => {
    if (process.ppid === parent) return;
    provider.stop();
    setTimeout(() => process.exit(1), ORPHAN_CHECK_MS).unref();
  }, ORPHAN_CHECK_MS).unref();
}
