import type { AnyAuthMethod, AuthHandlerMiddleware, NextAuthHandler } from "ssh2";
import { HostError } from "../../model/errors.ts";
import type { Identity } from "../ssh-config/login-means.ts";
import type { Target } from "../ssh-config/target.ts";
import { type AgentKeys, agentKeys } from "./agent.ts";
import { type IdentityFile, readIdentityFile } from "./identity-file.ts";

/** Tries what there is to log in with, each once, and remembers what it tried. */
export interface Login {
  readonly handler: AuthHandlerMiddleware;
  /** What was tried, what was left out and why, and what the server accepts: lines for an error. */
  readonly report: () => string;
}

interface Attempt {
  readonly name: string;
  /** As the server calls the method. */
  readonly family: "publickey" | "password" | "none";
  readonly method: AnyAuthMethod;
}

/**
 * Collects keys, agent and password in the order they are tried. Throws a HostError when a key named in the
 * settings cannot be used.
 */
export async function prepareLogin(target: Target): Promise<Login> {
  const { login, user: username } = target;
  const notes: string[] = [];
  const agent = await reachAgent(target, notes);
  const files = login.identities.map((identity) => ({
    identity,
    file: readIdentityFile(identity.path, login.passphrase),
  }));
  const attempts: Attempt[] = [];
  for (const { identity, file } of files) {
    if (file.kind === "key") {
      const method = { type: "publickey", username, key: file.key } as const;
      attempts.push({ name: `key ${identity.path}`, family: "publickey", method });
    } else if (identity.required && !inAgent(agent, file)) throw unusableKey(target, identity, file);
    else if (file.kind === "locked" || file.kind === "unusable")
      notes.push(`key ${identity.path}: ${file.reason}`);
  }
  attempts.push(
    ...agentAttempts(
      username,
      agent,
      files.map(({ file }) => file),
      login.identitiesOnly,
    ),
  );
  if (login.password !== undefined) {
    const method = { type: "password", username, password: login.password } as const;
    attempts.push({ name: "password", family: "password", method });
  }
  return loginWith(username, attempts, notes);
}

/** Keys of the agent that are also in files that could be read need not be tried again. */
function agentAttempts(
  username: string,
  agent: AgentKeys | undefined,
  files: readonly IdentityFile[],
  identitiesOnly: boolean,
): readonly Attempt[] {
  const blobs = (usable: boolean) =>
    files.flatMap((file) =>
      "publicKey" in file && file.publicKey && (file.kind === "key") === usable ? [file.publicKey] : [],
    );
  const named = agent?.filter(blobs(false), true);
  const others = identitiesOnly ? undefined : agent?.filter([...blobs(true), ...blobs(false)], false);
  return [named, others].flatMap((keys) => {
    if (keys === undefined || keys.keys.length === 0) return [];
    const name = `agent (${keys.keys.length} ${keys.keys.length === 1 ? "key" : "keys"})`;
    return [
      { name, family: "publickey" as const, method: { type: "agent" as const, username, agent: keys } },
    ];
  });
}

function loginWith(username: string, attempts: readonly Attempt[], notes: readonly string[]): Login {
  // Without a key to begin with, asking for nothing tells what the server accepts (and is enough for some).
  const none: Attempt = { name: "none", family: "none", method: { type: "none", username } };
  const left = attempts[0]?.family === "publickey" ? [...attempts] : [none, ...attempts];
  const tried: string[] = [];
  let accepted: readonly string[] | undefined;
  const handler = (offered: readonly string[] | null, _partly: boolean, next: NextAuthHandler | Give) => {
    accepted = offered ?? accepted;
    const attempt = left.shift();
    if (attempt === undefined) return (next as Give)(false);
    const method = methodFor(attempt, offered);
    if (method === undefined) return handler(offered, _partly, next);
    if (attempt !== none) tried.push(attempt.name);
    next(method);
  };
  const report = () =>
    [
      `tried: ${tried.join(", ") || "nothing, for there is no key, agent or password that the server accepts"}`,
      ...(accepted ? [`the server accepts: ${accepted.join(", ")}`] : []),
      ...notes,
    ].join("\n");
  return { handler: handler as AuthHandlerMiddleware, report };
}

/** How ssh2 takes both a method and, which its types do not say, the end of all methods. */
type Give = (method: AnyAuthMethod | false) => void;

/**
 * A password is given once: as such, or as the answer to the one hidden question of a server that only asks.
 */
function methodFor(
  { family, method }: Attempt,
  offered: readonly string[] | null,
): AnyAuthMethod | undefined {
  if (offered === null || family === "none" || offered.includes(family)) return method;
  if (method.type !== "password" || !offered.includes("keyboard-interactive")) return undefined;
  let asked = false;
  return {
    type: "keyboard-interactive",
    username: method.username,
    prompt: (_name, _instructions, _language, prompts, finish) => {
      const hidden = !asked && prompts.length === 1 && prompts[0]?.echo === false;
      asked = true;
      finish(hidden ? [method.password] : prompts.map(() => ""));
    },
  };
}

async function reachAgent({ login, timeoutMs }: Target, notes: string[]): Promise<AgentKeys | undefined> {
  if (login.agentSocket === undefined) return undefined;
  const agent = await agentKeys(login.agentSocket, timeoutMs);
  if (typeof agent !== "string") return agent;
  notes.push(`agent ${login.agentSocket}: ${agent}`);
  return undefined;
}

function inAgent(agent: AgentKeys | undefined, file: IdentityFile): boolean {
  if (agent === undefined || !("publicKey" in file)) return false;
  return file.publicKey === undefined
    ? agent.keys.length > 0
    : agent.filter([file.publicKey], true).keys.length > 0;
}

function unusableKey({ label }: Target, { path }: Identity, file: IdentityFile): HostError {
  const what = `The private key file ${path} cannot be used`;
  if (file.kind === "missing") {
    return new HostError({
      what,
      host: label,
      found: "there is no such file",
      next: "correct connection.identityFile",
    });
  }
  if (file.kind === "locked") {
    const next =
      "run `pulumi config set --secret --path connection.passphrase`, or add the key to the agent with `ssh-add`";
    return new HostError({ what, host: label, found: file.reason, next });
  }
  const found = file.kind === "unusable" ? file.reason : "it is a public key that no reachable agent has";
  return new HostError({ what, host: label, found, next: "correct connection.identityFile" });
}
