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
import { formatted } from "./formatted.ts";
import { settingsList } from "./settings-list.ts";

/** The folder of generated classes, from the project's folder. */
export const sdkFolder = join("components", "generated");

/**
 * Every file that is generated, as it should be now: path from the project's folder, and text. Throws for a
 * schema that cannot be written down, and when biome does not format what was written.
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
    ...(await settingsList()),
  ]);
}
