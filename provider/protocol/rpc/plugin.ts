import pluginMessages, { type PluginAttach, type PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import providerMessages, {
  type GetSchemaRequest,
  type GetSchemaResponse,
  type ProviderHandshakeRequest,
  type ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import empties, { type Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { packageSchema } from "../../schema/pulumi-schema.ts";
import type { ProviderInstance } from "../instance/instance.ts";
import { InvalidRequest } from "../values/failures.ts";

/**
 * Answers what this provider understands: plain values only, the engine adds the marks of secrets by name.
 */
export function handshake(
  instance: ProviderInstance,
  request: ProviderHandshakeRequest,
): ProviderHandshakeResponse {
  if (request.getEngineAddress() !== "") instance.engine.connect(request.getEngineAddress());
  const response = new providerMessages.ProviderHandshakeResponse();
  response.setAcceptSecrets(false);
  response.setAcceptResources(false);
  response.setAcceptOutputs(false);
  response.setSupportsAutonamingConfiguration(false);
  return response;
}

export function getPluginInfo(instance: ProviderInstance): PluginInfo {
  const info = new pluginMessages.PluginInfo();
  info.setVersion(instance.options.version);
  return info;
}

export function getSchema(instance: ProviderInstance, request: GetSchemaRequest): GetSchemaResponse {
  const version = request.getVersion();
  if (version !== 0) throw new InvalidRequest(`There is no schema of version ${version}, only 0.`);
  const { registry, version: packageVersion } = instance.options;
  const response = new providerMessages.GetSchemaResponse();
  response.setSchema(JSON.stringify(packageSchema(registry, packageVersion)));
  return response;
}

/** An engine takes over a provider that someone started for debugging. */
export function attach(instance: ProviderInstance, request: PluginAttach): Empty {
  instance.engine.connect(request.getAddress());
  return new empties.Empty();
}

export function cancel(instance: ProviderInstance): Empty {
  instance.cancel();
  return new empties.Empty();
}
