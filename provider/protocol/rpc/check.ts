import providerMessages, { type CheckRequest, type CheckResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { isObject, type Properties, UNKNOWN } from "../../contract/properties.ts";
import { problemText, validate } from "../../schema/validate.ts";
import type { ProviderInstance } from "../instance/instance.ts";
import { inputsFromStruct, toStruct } from "../values/struct-values.ts";
import { decoded, encoded } from "./edge.ts";
import { type AnyResourceType, learnSecrets, look, resourceTypeOf } from "./operation.ts";

/**
 * Checks and completes the inputs of a resource. Inputs with something unknown are checked as far as they are
 * known, and completed later.
 */
export async function check(instance: ProviderInstance, request: CheckRequest): Promise<CheckResponse> {
  const type = resourceTypeOf(instance, request);
  instance.notes.checked(request.getUrn());
  const news = withAssumptions(type, inputsFromStruct(request.getNews()));
  const olds = inputsFromStruct(request.getOlds());
  learnSecrets(instance, type, news);
  learnSecrets(instance, type, olds);
  const validated = validate(type.inputs, news);
  if ("problems" in validated)
    return failedCheck(instance, problemText("its inputs are wrong:", validated.problems));
  const { values, complete } = validated;
  const response = new providerMessages.CheckResponse();
  const host = instance.session;
  if (!complete || host === undefined || type.check === undefined) {
    const inputs = complete ? encoded(type, values, news) : values;
    response.setInputs(toStruct(inputs, type.secrets));
    return response;
  }
  const before = Object.keys(olds).length === 0 ? undefined : decoded(type, olds);
  const completed: unknown = await look(instance, host, request.getUrn(), async (context) =>
    type.check?.(context, values, before),
  );
  response.setInputs(toStruct(encoded(type, asProperties(completed), news), type.secrets));
  return response;
}

/**
 * One failure for everything: the engine prints a failure of the property "" as it is, and garbles nested
 * paths.
 */
export function failedCheck(instance: ProviderInstance, reason: string): CheckResponse {
  const failure = new providerMessages.CheckFailure();
  failure.setProperty("");
  failure.setReason(instance.redactor.redact(reason));
  const response = new providerMessages.CheckResponse();
  response.addFailures(failure);
  return response;
}

/** What check returns is what a preview goes on with, so this is the one place. */
function withAssumptions({ assumed }: AnyResourceType, news: Properties): Properties {
  const unknown = Object.entries({ ...assumed }).filter(([name]) => news[name] === UNKNOWN);
  return { ...news, ...Object.fromEntries(unknown) };
}

function asProperties(value: unknown): Properties {
  return isObject(value) ? value : {};
}
