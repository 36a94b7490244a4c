/**
 * `npm run generate`: regenerates every generated file, and removes those that no schema stands for any more.
 */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectDir } from "../toolchain/local/paths.mjs";
import { settingsList } from "./settings-list.ts";

// The schemas are made of this list, so it is written before they are loaded.
await writeAll(await settingsList());
const { generatedFiles, sdkFolder } = await import("./generated-files.ts");
const files = await generatedFiles();
await mkdir(join(projectDir, sdkFolder), { recursive: true });
for (const name of await readdir(join(projectDir, sdkFolder))) {
  if (!files.has(join(sdkFolder, name))) await rm(join(projectDir, sdkFolder, name));
}
await writeAll(files);
console.log(`${files.size} files are generated.`);

async function writeAll(all: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of all) await writeFile(join(projectDir, path), text);
}
