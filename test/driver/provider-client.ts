import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type {
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  GetSchemaResponse,
  InvokeResponse,
  ProviderHandshakeResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import { answerOf, struct, type Values, values } from "./provider-calls.ts";
import {
  changed,
  checked,
  checkRequest,
  differences,
  diffRequest,
  failures,
  urnOf,
} from "./provider-messages.ts";

/** The engine's side of all calls to a provider, in plain values. */
export class ProviderClient {
  readonly raw: InstanceType<typeof services.ResourceProviderClient>;

  constructor(port: number) {
    const options = { "grpc.max_receive_message_length": 400 * 1024 * 1024 };
    this.raw = new services.ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
      options,
    );
  }

  close(): void {
    this.raw.close();
  }

  async handshake(engineAddress: string) {
    const request = new provider.ProviderHandshakeRequest();
    request.setEngineAddress(engineAddress);
    return (
      await answerOf<ProviderHandshakeResponse>((done) => this.raw.handshake(request, done))
    ).toObject();
  }

  async schema(): Promise<unknown> {
    const answer = await answerOf<GetSchemaResponse>((done) =>
      this.raw.getSchema(new provider.GetSchemaRequest(), done),
    );
    return JSON.parse(answer.getSchema());
  }

  async version(): Promise<string> {
    const empty = new empties.Empty();
    return (
      await answerOf<{ getVersion(): string }>((done) => this.raw.getPluginInfo(empty, done))
    ).getVersion();
  }

  async checkConfig(news: Values) {
    const request = checkRequest("pulumi:providers:vfio", news, {});
    return checked(await answerOf<CheckResponse>((done) => this.raw.checkConfig(request, done)));
  }

  async diffConfig(olds: Values, news: Values) {
    const request = diffRequest("pulumi:providers:vfio", "", olds, news);
    return differences(await answerOf<DiffResponse>((done) => this.raw.diffConfig(request, done)));
  }

  async configure(settings: Values) {
    const request = new provider.ConfigureRequest();
    request.setArgs(struct(settings));
    return (await answerOf<ConfigureResponse>((done) => this.raw.configure(request, done))).toObject();
  }

  async invoke(name: string, args: Values) {
    const request = new provider.InvokeRequest();
    request.setTok(`vfio:index:${name}`);
    request.setArgs(struct(args));
    const answer = await answerOf<InvokeResponse>((done) => this.raw.invoke(request, done));
    return { result: values(answer.getReturn()), failures: failures(answer) };
  }

  async check(type: string, news: Values, olds: Values = {}) {
    const request = checkRequest(`vfio:index:${type}`, news, olds);
    return checked(await answerOf<CheckResponse>((done) => this.raw.check(request, done)));
  }

  async diff(type: string, olds: Values, news: Values, ignored: string[] = []) {
    const request = diffRequest(`vfio:index:${type}`, "id-1", olds, news);
    request.setIgnorechangesList(ignored);
    return differences(await answerOf<DiffResponse>((done) => this.raw.diff(request, done)));
  }

  async create(type: string, news: Values, preview = false) {
    const request = new provider.CreateRequest();
    request.setUrn(urnOf(`vfio:index:${type}`));
    request.setProperties(struct(news));
    request.setPreview(preview);
    return changed(await answerOf<CreateResponse>((done) => this.raw.create(request, done)));
  }

  async update(type: string, id: string, olds: Values, news: Values, preview = false) {
    const request = new provider.UpdateRequest();
    request.setUrn(urnOf(`vfio:index:${type}`));
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    request.setPreview(preview);
    const answer = await answerOf<UpdateResponse>((done) => this.raw.update(request, done));
    return { properties: values(answer.getProperties()), refresh: answer.getRefreshBeforeUpdate() };
  }

  async read(type: string, id: string, properties: Values = {}, inputs: Values = {}) {
    const request = new provider.ReadRequest();
    request.setUrn(urnOf(`vfio:index:${type}`));
    request.setId(id);
    request.setProperties(struct(properties));
    request.setInputs(struct(inputs));
    const answer = await answerOf<ReadResponse>((done) => this.raw.read(request, done));
    return { ...changed(answer), inputs: values(answer.getInputs()) };
  }

  async delete(type: string, id: string, properties: Values = {}): Promise<void> {
    const request = new provider.DeleteRequest();
    request.setUrn(urnOf(`vfio:index:${type}`));
    request.setId(id);
    request.setProperties(struct(properties));
    await answerOf((done) => this.raw.delete(request, done));
  }

  async cancel(): Promise<void> {
    await answerOf((done) => this.raw.cancel(new empties.Empty(), done));
  }
}
