import { HostError, type HostProblem, messageOf } from "../../model/errors.ts";
import type { Login } from "../login/login.ts";
import type { Target } from "../ssh-config/target.ts";
import { DeadlinePassed } from "../waits/deadline.ts";

/** Why an attempt to connect and log in failed, as an error for the user. */
export function connectFailure(target: Target, cause: unknown, login: Login): HostError {
  const { what, found, next } = explain(target, cause, login);
  const address = `${target.hostName} port ${target.port}`;
  return new HostError({
    what,
    host: target.label,
    found: found ?? `${address}: ${messageOf(cause)}`,
    next,
    cause,
  });
}

/** A host on the way could not reach the next one. */
export function jumpFailure(target: Target, via: Target, cause: unknown): HostError {
  const late = cause instanceof DeadlinePassed;
  return new HostError({
    what: `${via.label} could not be used to get to the host`,
    host: target.label,
    found: `${target.hostName} port ${target.port}: ${messageOf(cause)}`,
    next: late
      ? "check that the host is up and can be reached from there, or raise connection.connectTimeout"
      : "check that the host is up and can be reached from there, and that AllowTcpForwarding is not off there",
    cause,
  });
}

type Explanation = Pick<HostProblem, "what" | "found" | "next">;

function explain(target: Target, cause: unknown, login: Login): Explanation {
  const { code, level } = traits(cause);
  const message = messageOf(cause);
  if (level === "client-authentication" || /too many authentication failures/i.test(message)) {
    return refusedLogin(target, message, login);
  }
  if (level === "agent") return { what: "The ssh agent did not sign", found: message, next: AGENT_HINT };
  if (level === "client-timeout" || code === "ETIMEDOUT") return noAnswer(target);
  const known = typeof code === "string" ? BY_CODE[code] : undefined;
  if (known !== undefined) return known;
  if (/no matching/i.test(message)) {
    return {
      what: "The SSH server is too old or too different",
      found: message,
      next: "update it, or its algorithms",
    };
  }
  if (/lost before handshake|no response from server|unexpected packet|disconnect/i.test(message))
    return HUNG_UP;
  return { what: "No connection could be made", next: "check that `ssh` can connect to the host" };
}

function refusedLogin({ user }: Target, message: string, login: Login): Explanation {
  const tooMany = /too many/i.test(message);
  return {
    what: `The host did not let ${user} log in`,
    found: `${login.report()}${tooMany ? `\n${message}` : ""}`,
    next: tooMany
      ? "name the right key with connection.identityFile, and set connection.agent to false where the agent has many keys"
      : `check connection.user, and that the key (connection.identityFile or the agent's) is in ${user}'s authorized_keys there`,
  };
}

function noAnswer({ timeoutMs }: Target): Explanation {
  return {
    what: `The host did not answer within ${timeoutMs / 1000} s`,
    next: "check that it is up, its address and port, and firewalls in between; connection.connectTimeout gives it more time",
  };
}

const AGENT_HINT = "unlock or restart the agent, or set connection.agent to false";

const HUNG_UP: Explanation = {
  what: "The host ended the connection before a login",
  next: "check that an SSH server listens on this port, and whether it bars this address for some time (MaxStartups, PerSourcePenalties, fail2ban)",
};

const UNRESOLVED: Explanation = {
  what: "The host's name is not known to the name service",
  next: "check connection.host; an alias of the ssh configuration needs a HostName there",
};

const UNREACHABLE: Explanation = {
  what: "There is no way to the host's network",
  next: "check the network, a VPN, or whether connection.proxyJump is needed",
};

const BY_CODE: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: {
    what: "The host refused the connection: no SSH server listens there",
    next: "check connection.host and connection.port, and that sshd runs on the host",
  },
  ENOTFOUND: UNRESOLVED,
  EAI_AGAIN: UNRESOLVED,
  EAI_FAIL: UNRESOLVED,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENETDOWN: UNREACHABLE,
  ECONNRESET: HUNG_UP,
  EPIPE: HUNG_UP,
};

/** ssh2 says with `level` where an error arose, the system with `code` what it was. */
function traits(cause: unknown): { readonly code?: unknown; readonly level?: unknown } {
  return typeof cause === "object" && cause !== null ? cause : {};
}
