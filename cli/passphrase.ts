/**
 * The stack of the lab workstation. Its salt in Pulumi.dev.yaml belongs to the empty passphrase, so no other
 * one opens it.
 */
export const LAB_STACK = "dev";

/** The two settings with which Pulumi gets a passphrase without a question. */
const SETTINGS = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"] as const;

/**
 * Environment for a `pulumi` command line: with the lab stack's empty passphrase when `args` name that stack.
 * Your own passphrase settings win, an empty one too. Other stacks get none, so Pulumi asks for theirs.
 */
export function withLabPassphrase(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const own = SETTINGS.some((setting) => environment[setting] !== undefined);
  if (own || namedStack(args) !== LAB_STACK) return environment;
  return { ...environment, PULUMI_CONFIG_PASSPHRASE: "" };
}

/** The value of the last `--stack` or `-s` option, in each form that Pulumi reads. */
function namedStack(args: readonly string[]): string | undefined {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  const names = options.flatMap((arg, index) => {
    if (arg === "--stack" || arg === "-s") return options.slice(index + 1, index + 2);
    const joined = /^(?:--stack=|-s=?)(.+)$/.exec(arg)?.[1];
    return joined === undefined ? [] : [joined];
  });
  return names.at(-1);
}
