import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { HostSession } from "../../../host/session.ts";
import { ProviderInstance } from "../../../provider/protocol/instance/instance.ts";
import { create, remove, update } from "../../../provider/protocol/rpc/change.ts";
import { check } from "../../../provider/protocol/rpc/check.ts";
import { diff } from "../../../provider/protocol/rpc/diff.ts";
import { read } from "../../../provider/protocol/rpc/read.ts";
import { registry } from "../../../provider/registry.ts";
import { struct, type Values, values } from "../../driver/provider-calls.ts";
import {
  changed,
  checked,
  checkRequest,
  differences,
  diffRequest,
  urnOf,
} from "../../driver/provider-messages.ts";

/** The calls of an engine to the provider of a host that a test has made, in the values of the messages. */
export class EngineSide {
  readonly said: string[] = [];
  readonly #instance: ProviderInstance;

  constructor(host: HostSession) {
    const connect = () => () => Promise.reject(new Error("not connected"));
    this.#instance = new InstanceFor(host, { registry, version: "0.0.0", connect });
    this.#instance.engine.log = ({ message }) => void this.said.push(message);
  }

  /** The completed inputs. Throws what is wrong with them. */
  async check(type: string, news: Values, olds: Values = {}): Promise<Values> {
    const answer = checked(await check(this.#instance, checkRequest(`vfio:index:${type}`, news, olds)));
    if (answer.failures.length > 0) throw new Error(answer.failures.map(([, reason]) => reason).join("\n"));
    return answer.inputs;
  }

  /** The changed properties, by path, with the kind of change. */
  async diff(
    type: string,
    id: string,
    olds: Values,
    news: Values,
  ): Promise<Readonly<Record<string, string>>> {
    const request = diffRequest(`vfio:index:${type}`, id, olds, news);
    return differences(await diff(this.#instance, request)).detailed;
  }

  async create(type: string, news: Values, preview = false) {
    const request = new provider.CreateRequest();
    request.setUrn(urnOf(`vfio:index:${type}`));
    request.setProperties(struct(news));
    request.setPreview(preview);
    return changed(await create(this.#instance, request));
  }

  async update(type: string, id: string, olds: Values, news: Values, preview = false): Promise<Values> {
    const request = new provider.UpdateRequest();
    request.setUrn(urnOf(`vfio:index:${type}`));
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    request.setPreview(preview);
    return values((await update(this.#instance, request)).getProperties());
  }

  async read(type: string, id: string, properties: Values = {}, inputs: Values = {}) {
    const request = new provider.ReadRequest();
    request.setUrn(urnOf(`vfio:index:${type}`));
    request.setId(id);
    request.setProperties(struct(properties));
    request.setInputs(struct(inputs));
    const answer = await read(this.#instance, request);
    return { ...changed(answer), inputs: values(answer.getInputs()) };
  }

  async delete(type: string, id: string, properties: Values): Promise<void> {
    const request = new provider.DeleteRequest();
    request.setUrn(urnOf(`vfio:index:${type}`));
    request.setId(id);
    request.setProperties(struct(properties));
    await remove(this.#instance, request);
  }
}

class InstanceFor extends ProviderInstance {
  readonly #host: HostSession;

  constructor(host: HostSession, options: ConstructorParameters<typeof ProviderInstance>[0]) {
    super(options);
    this.#host = host;
  }

  override get session(): HostSession {
    return this.#host;
  }
}
