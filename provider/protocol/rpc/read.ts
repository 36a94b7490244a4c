import providerMessages, { type ReadRequest, type ReadResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { messageOf } from "../../../host/model/errors.ts";
import type { Properties } from "../../contract/properties.ts";
import type { Found } from "../../contract/resource.ts";
import type { ProviderInstance } from "../instance/instance.ts";
import { IncompleteResource, isConnectionError } from "../values/failures.ts";
import { fromStruct, inputsFromStruct, toStruct } from "../values/struct-values.ts";
import { decoded, encoded } from "./edge.ts";
import { type AnyResourceType, learnSecrets, look, resourceTypeOf } from "./operation.ts";

/**
 * Reads a resource as it is on the host. One that is gone has no id. One that is incomplete is answered as a
 * failure, because a read that succeeds makes the engine forget that it has to be finished. When the host
 * cannot be reached the last state is returned with a warning, because an error would stop every preview: an
 * operation that then has to act fails with the same words.
 */
export async function read(instance: ProviderInstance, request: ReadRequest): Promise<ReadResponse> {
  const type = resourceTypeOf(instance, request);
  instance.notes.begin(request.getUrn());
  const state = fromStruct(request.getProperties());
  const inputs = inputsFromStruct(request.getInputs());
  learnSecrets(instance, type, state);
  learnSecrets(instance, type, inputs);
  const known = Object.keys(state).length > 0;
  const last: Answer = { id: request.getId(), inputs, state };
  const host = instance.session;
  if (host === undefined) return answer(type, last);
  const found = await look(instance, host, request.getUrn(), async (context) => {
    try {
      const found = await type.read(context, request.getId(), known ? decoded(type, state) : undefined);
      return found && asWritten(type, found, inputs, state);
    } catch (error) {
      if (!known || instance.signal.aborted || !isConnectionError(error)) throw error;
      context.log(
        "warning",
        `The last known state is shown, because the host could not be read.\n${messageOf(error)}`,
      );
      return last;
    }
  });
  if (found === undefined) return new providerMessages.ReadResponse();
  return answer(type, found);
}

type Answer = Found<Properties, Properties>;

function asWritten(type: AnyResourceType, found: Answer, ...written: readonly Properties[]): Answer {
  const inputs = encoded(type, found.inputs, ...written);
  return { ...found, inputs, state: encoded(type, found.state, ...written) };
}

function answer(type: AnyResourceType, { id, inputs, state, unfinished = [] }: Answer): ReadResponse {
  if (unfinished.length > 0) {
    throw new IncompleteResource({ id, state, inputs, reasons: unfinished, secrets: type.secrets ?? [] });
  }
  const response = new providerMessages.ReadResponse();
  response.setId(id);
  response.setInputs(toStruct(inputs, type.secrets));
  response.setProperties(toStruct(state, type.secrets));
  response.setRefreshBeforeUpdate(true);
  return response;
}
