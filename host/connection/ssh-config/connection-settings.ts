import { z } from "zod";
import { HostError } from "../../model/errors.ts";

/**
 * Letters that a host or user name may hold; it must not look like an option, and must not need quoting
 * anywhere.
 */
const NAME = /^[^\s\p{Cc}'"`$\\;&|<>(){}@/,-][^\s\p{Cc}'"`$\\;&|<>(){}@/,]*$/u;
const name = z
  .string({ error: ({ input }) => (input === undefined ? "is missing" : "must be a text") })
  .regex(
    NAME,
    'must be one word that does not begin with "-", without quotes, "@", "/" and control characters',
  );
const text = z.string("must be a text").min(1, "must not be empty");
const path = text.regex(/^\P{Cc}+$/u, "must not hold control characters");
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}=?$/;
const PUBLIC_KEY = /^(?:ssh|ecdsa|sk)-[a-z0-9@.-]+ AAAA[A-Za-z0-9+/]+={0,2}(?: .*)?$/;

/** How to reach the one host that a provider is configured for. Every value may be a string. */
export const connectionSettingsSchema = z
  .strictObject({
    host: name.describe("Name, address or ssh configuration alias of the host, such as `ws1`."),
    port: z.coerce
      .number("must be a number")
      .int("must be a whole number")
      .min(1, "must be 1 to 65535")
      .max(65_535, "must be 1 to 65535")
      .optional()
      .describe("Port of the SSH server. Default: that of the ssh configuration, else 22."),
    user: name
      .optional()
      .describe(
        "User to log in as: root, or a user who may use sudo. Default: that of the ssh configuration, " +
          "else the user who runs the program.",
      ),
    identityFile: path
      .optional()
      .describe(
        "Path of the private key file. Default: those of the ssh configuration, else the usual ones " +
          "in `~/.ssh`.",
      ),
    passphrase: text.optional().describe("Passphrase of the private key file. Kept secret."),
    password: text.optional().describe("Password of the login; tried after all keys. Kept secret."),
    agent: z.coerce
      .string()
      .min(1, "must not be empty")
      .optional()
      .describe(
        "Whether to use the ssh agent: true (default), false, or the path of its socket. Default " +
          "socket: the environment's SSH_AUTH_SOCK.",
      ),
    sudoPassword: text
      .regex(/^[^\r\n\0]+$/, "must be one line")
      .optional()
      .describe("Password that sudo asks for. Not needed for root, or if sudo asks for none. Kept secret."),
    hostKey: text
      .refine(
        (value) => pinsOf(value).every(isPin),
        'must be a key ("ssh-ed25519 AAAA…") or a fingerprint ("SHA256:…"), one a line',
      )
      .optional()
      .describe(
        "The only host keys that are accepted, instead of known_hosts: public keys or `SHA256:…` " +
          "fingerprints, one per line.",
      ),
    knownHostsFile: path
      .optional()
      .describe(
        "Path of the known_hosts file. Default: those of the ssh configuration, else those that ssh " +
          "itself uses.",
      ),
    hostKeyPolicy: z
      .enum(["strict", "accept-new"], 'must be "strict" or "accept-new"')
      .optional()
      .describe(
        "What to do with a host whose key is unknown: `strict` (default) refuses it, `accept-new` " +
          "remembers its key.",
      ),
    sshConfigFile: path
      .optional()
      .describe("Path of the ssh configuration file. Default: `~/.ssh/config`, if it exists."),
    proxyJump: text
      .regex(
        /^[^\s\p{Cc}-][^\s\p{Cc}]*$/u,
        "must be [user@]host[:port], several separated by commas, or none",
      )
      .optional()
      .describe(
        "Hosts to go through, as in ssh: `[user@]host[:port]`, separated by commas; `none` goes " +
          "straight to the host.",
      ),
    connectTimeout: z.coerce
      .number("must be a number")
      .min(1, "must be 1 to 120 seconds")
      .max(120, "must be 1 to 120 seconds")
      .optional()
      .describe("Seconds after which an attempt to connect and log in is abandoned, 1 to 120. Default 10."),
  })
  .describe("How to reach the one host that a provider configures.");

export type ConnectionSettings = z.output<typeof connectionSettingsSchema>;

/** The settings that are secret: stored encrypted, shown nowhere. */
export const connectionSecrets: readonly (keyof ConnectionSettings)[] = [
  "passphrase",
  "password",
  "sudoPassword",
];

/**
 * Checks flat configuration (values that are undefined do not count). Throws one HostError that names every
 * wrong setting.
 */
export function parseConnectionSettings(values: Readonly<Record<string, unknown>>): ConnectionSettings {
  const result = connectionSettingsSchema.safeParse(values);
  if (result.success) return result.data;
  throw new HostError({
    what: "The connection settings are not valid",
    found: settingProblems(result.error).join("\n"),
    next: "correct them, for example with `pulumi config set vfio:host <name>`",
  });
}

/**
 * One line for each wrong setting, such as `vfio:port: must be 1 to 65535`. Values are never repeated: they
 * may be secret.
 */
function settingProblems(error: z.ZodError): readonly string[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => `vfio:${key}: there is no such setting`)
      : [`vfio:${issue.path.join(".")}: ${issue.message}`],
  );
}

/** The pinned keys and fingerprints of the setting `hostKey`. */
export function pinsOf(hostKey: string): readonly string[] {
  return hostKey
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function isPin(pin: string): boolean {
  return FINGERPRINT.test(pin) || PUBLIC_KEY.test(pin);
}
