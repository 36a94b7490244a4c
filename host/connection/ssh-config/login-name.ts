/** A host as the user names it, with the user name and port given beside it. */
export interface Place {
  readonly host: string;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
}

/**
 * Reads `[user@]host[:port]` or `ssh://[user@]host[:port]`, an IPv6 address in brackets; `undefined` when it
 * is neither.
 */
export function parsePlace(hop: string): Place | undefined {
  const pattern =
    /^(?:ssh:\/\/)?(?:([^@\s-][^@\s]*)@)?(?:\[([^\]\s]+)\]|([^@:/\s-][^@:/\s]*))(?::(\d+))?\/?$/;
  const [, user, bracketed, plain, port] = pattern.exec(hop.trim()) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? undefined : { host, user, port: port === undefined ? undefined : Number(port) };
}
