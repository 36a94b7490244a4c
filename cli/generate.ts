/** `npm run generate`: writes every generated file anew and removes those that no schema stands for any more. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectDir } from "../toolchain/local/paths.mjs";
import { generatedFiles, sdkFolder } from "./generated-files.ts";

const files = await generatedFiles();
await mkdir(join(projectDir, sdkFolder), { recursive: true });
for (const name of await readdir(join(projectDir, sdkFolder))) {
  if (!files.has(join(sdkFolder, name))) await rm(join(projectDir, sdkFolder, name));
}
for (const [path, text] of files) await writeFile(join(projectDir, path), text);
console.log(`${files.size} files are generated.`);
