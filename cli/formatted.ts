import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../toolchain/local/command.ts";
import { projectDir } from "../toolchain/local/paths.mjs";

/**
 * Formats files, and sorts imports and exports, as in the project's own. They are outside of it meanwhile, so
 * that a check never changes it.
 */
export async function formatted(files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-vfio-generate-"));
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const biome = join(projectDir, "node_modules", ".bin", "biome");
    // Named where it is, biome would look for further settings in the whole project, checkouts of tests among
    // them.
    await copyFile(join(projectDir, "biome.json"), join(folder, "biome.json"));
    const command = ["check", "--write", "--vcs-enabled=false", "."];
    await run(biome, command, { cwd: folder, timeoutMs: 60_000 });
    const names = [...files.keys()];
    return new Map(
      await Promise.all(
        names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
