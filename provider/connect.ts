import type { ConnectionSettings } from "../host/connection/settings.ts";
import { HostError } from "../host/errors.ts";
import type { Connector } from "../host/session.ts";

/** How a real host is connected. */
export function connectTo(settings: ConnectionSettings): Connector {
  return () =>
    Promise.reject(new HostError({ what: "Connections cannot be opened yet", host: settings.host }));
}
