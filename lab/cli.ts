import { parseArgs } from "node:util";
import { messageOf } from "../host/model/errors.ts";
import { LocalError } from "../toolchain/local/errors.ts";
import { defaultName } from "./instance/options.ts";
import { checkName } from "./instance/paths.ts";
import { knownFlags, parseVariants, type Variants } from "./machine/variants.ts";

export const usage = `usage: npm run lab -- COMMAND [--name NAME]

  start    build the image and the instance if needed, boot, wait for SSH
  stop     shut down (--now: switch off)
  reset    back to the pristine state, running
  status   list instances (--json)
  ssh      log in, or run a command: ssh [--user USER] -- COMMAND
  console  the serial console (leave with Ctrl-])
  remove   switch off and delete the instance

  --name NAME        default ${defaultName}; several instances can run side by side
  --variant VARIANT  for start and reset, can be given several times:
                     standard, ${knownFlags.join(", ")}`;

const commands = ["start", "stop", "reset", "status", "ssh", "console", "remove"] as const;

export interface LabCommand {
  readonly command: (typeof commands)[number] | "help";
  /** `undefined` when none was given; only `status` tells the difference. */
  readonly name: string | undefined;
  /** `undefined` when none was given. */
  readonly variants: Variants | undefined;
  readonly now: boolean;
  readonly json: boolean;
  readonly user: string | undefined;
  /** What follows `ssh`. */
  readonly rest: readonly string[];
}

/** Reads the command line. Throws a LocalError that shows the usage. */
export function parseCommand(argv: readonly string[]): LabCommand {
  const { values, positionals } = parsed(argv);
  const [command, ...rest] = positionals;
  const known = commands.find((name) => name === command);
  if (values.help === true || command === undefined) return { ...empty, command: "help" };
  if (known === undefined) throw misuse(`"${command}" is not a command of the lab`);
  if (rest.length > 0 && known !== "ssh") throw misuse(`${known} takes no "${rest.join(" ")}"`);
  const flags = values.variant?.filter((flag) => flag !== "standard");
  return {
    command: known,
    name: values.name === undefined ? undefined : checkName(values.name),
    variants: flags === undefined ? undefined : parseVariants(flags),
    now: values.now ?? false,
    json: values.json ?? false,
    user: values.user,
    rest,
  };
}

const empty = {
  name: undefined,
  variants: undefined,
  now: false,
  json: false,
  user: undefined,
  rest: [],
} as const;

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        name: { type: "string" },
        variant: { type: "string", multiple: true },
        now: { type: "boolean" },
        json: { type: "boolean" },
        user: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    throw misuse(messageOf(cause));
  }
}

function misuse(what: string): LocalError {
  return new LocalError({ what: what.replace(/\.$/, ""), next: usage });
}
