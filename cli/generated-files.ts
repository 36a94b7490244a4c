import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  connectionSecrets,
  connectionSettingsSchema,
} from "../host/connection/ssh-config/connection-settings.ts";
import { registry } from "../provider/registry.ts";
import { providerDescription } from "../provider/schema/pulumi-schema.ts";
import { sdkModules } from "../provider/sdk/sdk.ts";
import { commands, volume } from "../stacks/schema.ts";
import { settingsPage } from "../stacks/settings-page.ts";
import { run } from "../toolchain/local/command.ts";
import { projectDir } from "../toolchain/local/paths.mjs";

/** The folder of generated classes, from the project's folder. */
export const sdkFolder = join("components", "generated");

/**
 * Every file that is generated, as it should be now: path from the project's folder, and text. Throws for a schema that cannot be written
 * down, and when biome does not format what was written.
 */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const provider = {
    description: providerDescription,
    settings: connectionSettingsSchema,
    secrets: connectionSecrets,
  };
  const modules = await formatted(sdkModules(registry, provider, [commands, volume]));
  return new Map([
    ...[...modules].map(([name, text]) => [join(sdkFolder, name), text] as const),
    [join("docs", "settings.md"), settingsPage()],
  ]);
}

/** Formats files, and sorts imports and exports, as in the project's own. They are outside of it meanwhile, so that a check never changes it. */
async function formatted(files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-vfio-generate-"));
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const biome = join(projectDir, "node_modules", ".bin", "biome");
    const options = [`--config-path=${join(projectDir, "biome.json")}`, "--vcs-enabled=false"];
    await run(biome, ["check", "--write", ...options, "."], { cwd: folder, timeoutMs: 60_000 });
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
