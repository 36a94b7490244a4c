import type { BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from "ssh2";
import { messageOf } from "../../model/errors.ts";
import { ssh2 } from "./ssh2.ts";

type AgentKey = string | Buffer | ParsedKey;

/** Some keys of an ssh agent, as an agent. */
export class AgentKeys extends ssh2.BaseAgent {
  readonly keys: readonly ParsedKey[];
  readonly #agent: BaseAgent;

  constructor(agent: BaseAgent, keys: readonly ParsedKey[]) {
    super();
    this.#agent = agent;
    this.keys = keys;
  }

  /** Those keys whose public blob is (`wanted`) or is not among `blobs`. */
  filter(blobs: readonly Buffer[], wanted: boolean): AgentKeys {
    const among = (key: ParsedKey) => blobs.some((blob) => blob.equals(key.getPublicSSH()));
    return new AgentKeys(
      this.#agent,
      this.keys.filter((key) => among(key) === wanted),
    );
  }

  override getIdentities(callback: IdentityCallback<AgentKey>): void {
    callback(null, [...this.keys]);
  }

  override sign(
    key: AgentKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    if (typeof options === "function") this.#agent.sign(key, data, options);
    else if (callback !== undefined) this.#agent.sign(key, data, options, callback);
  }
}

/** Asks an agent for its keys, or tells why it has none to give. */
export async function agentKeys(socket: string, timeoutMs: number): Promise<AgentKeys | string> {
  const agent = ssh2.createAgent(socket);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<AgentKeys>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error("it does not answer")), timeoutMs);
      agent.getIdentities((error, keys) => {
        if (error) reject(error);
        else resolve(new AgentKeys(agent, (keys ?? []).flatMap(parsed)));
      });
    });
  } catch (error) {
    return messageOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Keys of kinds that ssh2 does not know, such as security keys, are left out. */
function parsed(key: AgentKey | object): readonly ParsedKey[] {
  if (typeof key === "object" && "getPublicSSH" in key) return [key];
  if (typeof key !== "string" && !Buffer.isBuffer(key)) return [];
  const result = ssh2.utils.parseKey(key);
  return result instanceof Error ? [] : [result].flat();
}
