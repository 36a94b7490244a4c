// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.
import * as pulumi from "@pulumi/pulumi";

/**
 * The host that resources are on: give it to them as `provider`. A program for one host needs none if the
 * stack's configuration has `vfio:host` and, where needed, the other settings. Everything on a host goes over
 * one connection.
 *
 *     const ws2 = new vfio.Provider("ws2", { host: "ws2", user: "ops" });
 *     new vfio.StoragePool("guests", { … }, { provider: ws2 });
 *
 * All settings are checked before anything is connected. Changing one, also the host's name, replaces
 * nothing: it is the same host.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const secret = (value: pulumi.Input<string> | undefined) =>
      value === undefined ? undefined : pulumi.secret(value);
    super(
      "vfio",
      name,
      {
        ...args,
        passphrase: secret(args.passphrase),
        password: secret(args.password),
        sudoPassword: secret(args.sudoPassword),
      },
      opts,
    );
  }
}

/** How to reach the one host that a provider configures. */
export interface ProviderArgs {
  /** Name, address or ssh configuration alias of the host, such as `ws1`. */
  readonly host: pulumi.Input<string>;
  /** Port of the SSH server. Default: that of the ssh configuration, else 22. */
  readonly port?: pulumi.Input<number | string> | undefined;
  /**
   * User to log in as: root, or a user who may use sudo. Default: that of the ssh configuration, else the
   * user who runs the program.
   */
  readonly user?: pulumi.Input<string> | undefined;
  /**
   * Path of the private key file. Default: those of the ssh configuration, else the usual ones in `~/.ssh`.
   */
  readonly identityFile?: pulumi.Input<string> | undefined;
  /** Passphrase of the private key file. Kept secret. */
  readonly passphrase?: pulumi.Input<string> | undefined;
  /** Password of the login; tried after all keys. Kept secret. */
  readonly password?: pulumi.Input<string> | undefined;
  /**
   * Whether to use the ssh agent: true (default), false, or the path of its socket. Default socket: the
   * environment's SSH_AUTH_SOCK.
   */
  readonly agent?: pulumi.Input<boolean | string> | undefined;
  /** Password that sudo asks for. Not needed for root, or if sudo asks for none. Kept secret. */
  readonly sudoPassword?: pulumi.Input<string> | undefined;
  /**
   * The only host keys that are accepted, instead of known_hosts: public keys or `SHA256:…` fingerprints, one
   * per line.
   */
  readonly hostKey?: pulumi.Input<string> | undefined;
  /**
   * Path of the known_hosts file. Default: those of the ssh configuration, else those that ssh itself uses.
   */
  readonly knownHostsFile?: pulumi.Input<string> | undefined;
  /**
   * What to do with a host whose key is unknown: `strict` (default) refuses it, `accept-new` remembers its
   * key.
   */
  readonly hostKeyPolicy?: pulumi.Input<"strict" | "accept-new"> | undefined;
  /** Path of the ssh configuration file. Default: `~/.ssh/config`, if it exists. */
  readonly sshConfigFile?: pulumi.Input<string> | undefined;
  /**
   * Hosts to go through, as in ssh: `[user@]host[:port]`, separated by commas; `none` goes straight to the
   * host.
   */
  readonly proxyJump?: pulumi.Input<string> | undefined;
  /** Seconds after which an attempt to connect and log in is abandoned, 1 to 120. Default 10. */
  readonly connectTimeout?: pulumi.Input<number | string> | undefined;
}
