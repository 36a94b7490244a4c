import providerMessages, {
  type CreateRequest,
  type CreateResponse,
  type DeleteRequest,
  type UpdateRequest,
  type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import empties, { type Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { HostError } from "../../../host/model/errors.ts";
import type { HostSession } from "../../../host/session.ts";
import { hasUnknown, type Properties, UNKNOWN } from "../../contract/properties.ts";
import { PartlyDone } from "../../contract/resource.ts";
import type { ProviderInstance } from "../instance/instance.ts";
import { IncompleteResource } from "../values/failures.ts";
import { fromStruct, inputsFromStruct, toStruct } from "../values/struct-values.ts";
import { decoded, encoded } from "./edge.ts";
import { type AnyResourceType, change, learnSecrets, look, resourceTypeOf } from "./operation.ts";

/** Creates a resource, or says how it would be. */
export async function create(instance: ProviderInstance, request: CreateRequest): Promise<CreateResponse> {
  const type = resourceTypeOf(instance, request);
  const news = inputsFromStruct(request.getProperties());
  learnSecrets(instance, type, news);
  const response = new providerMessages.CreateResponse();
  response.setRefreshBeforeUpdate(true);
  if (request.getPreview()) {
    const state = await preview(instance, request.getUrn(), type, news, async (context) => {
      const created = await type.create(context, decoded(type, news), true);
      return created.state;
    });
    response.setProperties(toStruct(state, type.secrets));
    return response;
  }
  const created = await change(instance, hostOf(instance), request.getUrn(), (context) =>
    keepingState(type, [news], () => type.create(context, decoded(type, news), false)),
  );
  response.setId(created.id);
  response.setProperties(toStruct({ ...news, ...encoded(type, created.state, news) }, type.secrets));
  return response;
}

/** Updates a resource, or says how it would be. */
export async function update(instance: ProviderInstance, request: UpdateRequest): Promise<UpdateResponse> {
  const type = resourceTypeOf(instance, request);
  const state = fromStruct(request.getOlds());
  const news = inputsFromStruct(request.getNews());
  learnSecrets(instance, type, state);
  learnSecrets(instance, type, news);
  const response = new providerMessages.UpdateResponse();
  response.setRefreshBeforeUpdate(true);
  if (request.getPreview()) {
    const expected = await preview(instance, request.getUrn(), type, news, (context) =>
      type.update(context, request.getId(), decoded(type, state), decoded(type, news), true),
    );
    response.setProperties(toStruct(expected, type.secrets));
    return response;
  }
  const updated = await change(instance, hostOf(instance), request.getUrn(), (context) =>
    keepingState(type, [news, state], () =>
      type.update(context, request.getId(), decoded(type, state), decoded(type, news), false),
    ),
  );
  response.setProperties(toStruct({ ...news, ...encoded(type, updated, news, state) }, type.secrets));
  return response;
}

/** Deletes a resource. */
export async function remove(instance: ProviderInstance, request: DeleteRequest): Promise<Empty> {
  const type = resourceTypeOf(instance, request);
  const state = fromStruct(request.getProperties());
  learnSecrets(instance, type, state);
  await change(instance, hostOf(instance), request.getUrn(), (context) =>
    type.delete(context, request.getId(), decoded(type, state)),
  );
  return new empties.Empty();
}

/** The expected state: the inputs, what the type says, and everything else unknown. What
 * the type says is undefined is not there. The type is only asked when all inputs are known. */
async function preview(
  instance: ProviderInstance,
  urn: string,
  type: AnyResourceType,
  news: Properties,
  ask: (context: Parameters<AnyResourceType["create"]>[0]) => Promise<object>,
): Promise<Properties> {
  const unknown = Object.fromEntries(Object.keys(type.outputs.shape).map((name) => [name, UNKNOWN]));
  const host = instance.session;
  if (host === undefined || hasUnknown(news)) return { ...unknown, ...news };
  return { ...unknown, ...news, ...encoded(type, await look(instance, host, urn, ask), news) };
}

/** Turns what is partly done into the error that keeps its state. */
async function keepingState<T>(
  type: AnyResourceType,
  written: readonly [inputs: Properties, ...more: Properties[]],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PartlyDone)) throw error;
    const { id, reasons } = error;
    const state = encoded(type, error.state, ...written);
    throw new IncompleteResource(
      { id, state, inputs: written[0], reasons, secrets: type.secrets ?? [] },
      error,
    );
  }
}

function hostOf(instance: ProviderInstance): HostSession {
  if (instance.session !== undefined) return instance.session;
  throw new HostError({
    what: "The host is not known, so nothing can be changed on it",
    next: "set it with `pulumi config set vfio:host <name>`, or in the arguments of the provider",
  });
}
