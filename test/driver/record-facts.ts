import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openConnection } from "../../host/connection/open.ts";
import { parseConnectionSettings } from "../../host/connection/ssh-config/connection-settings.ts";
import { readFacts } from "../../host/read/engine/batch.ts";
import { readers } from "../../host/readers.ts";

/**
 * Records what the readers print on a host, as test cases: `node test/driver/record-facts.ts <ssh alias>
 * <folder> [ssh_config]`. Shows the time of each reader alone, and of the batch, on standard error.
 */
const [host, folder, sshConfigFile] = process.argv.slice(2);
if (host === undefined || folder === undefined) throw new Error("give an ssh alias and a folder");
const settings = { host, ...(sshConfigFile === undefined ? {} : { sshConfigFile }) };
const connection = await timed("connect", () => openConnection(parseConnectionSettings(settings)));
try {
  await timed("first command", () => connection.run("true"));
  await timed("batch", () => readFacts(connection, readers));
  mkdirSync(folder, { recursive: true });
  const facts: [string, unknown][] = [];
  for (const [name, reader] of Object.entries(readers)) {
    const result = await timed(name, () => connection.run(reader.script));
    writeFileSync(join(folder, `${name}.txt`), result.stdout);
    facts.push([name, reader.parse(result)]);
  }
  writeFileSync(join(folder, "facts.json"), `${JSON.stringify(Object.fromEntries(facts), undefined, 1)}\n`);
} finally {
  await connection.close();
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  process.stderr.write(`${what}: ${Math.round(performance.now() - start)} ms\n`);
  return result;
}
