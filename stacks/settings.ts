import type { WorkstationArgs } from "../components/workstation-args.ts";
import { validate } from "../provider/schema/validate.ts";
import { commandProblems } from "./command-problems.ts";
import { withAbsolutePaths } from "./connection-files.ts";
import { settingsSchema } from "./schema.ts";
import { withTexts } from "./texts.ts";

/** The valid settings of a workstation, or everything that is wrong, one line each. */
export type Settings = { readonly values: WorkstationArgs } | { readonly problems: readonly string[] };

/**
 * Reads a stack's flat configuration (`<project>:<key>` → text, objects as JSON). Keys of other namespaces
 * are for others. Relative paths of the connection's files are meant from `folder`. Values never appear in
 * problems: they may be secret.
 */
export function parseSettings(
  config: Readonly<Record<string, string>>,
  project: string,
  folder: string,
): Settings {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${project}:`));
  const values = withTexts(
    Object.fromEntries(own.map(([key, text]) => [key.slice(project.length + 1), decoded(text)])),
  );
  const result = validate(settingsSchema, values);
  const problems = [...("problems" in result ? result.problems : []), ...commandProblems(values, folder)];
  if ("problems" in result || problems.length > 0) {
    return { problems: problems.map((problem) => `${project}:${problem}`) };
  }
  // The schema is made of the schemas of the resources, whose classes these arguments are for.
  const settings = values as unknown as WorkstationArgs;
  return { values: { ...settings, connection: withAbsolutePaths(settings.connection, folder) } };
}

/** Pulumi gives objects, lists, numbers and truth values as JSON, and texts as they are. */
function decoded(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
