import providerMessages, {
  type InvokeRequest,
  type InvokeResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { isObject } from "../../contract/properties.ts";
import { problemText, validate } from "../../schema/validate.ts";
import type { ProviderInstance } from "../instance/instance.ts";
import { InvalidRequest } from "../values/failures.ts";
import { inputsFromStruct, toStruct } from "../values/struct-values.ts";
import { failedCheck } from "./check.ts";
import { look } from "./operation.ts";

/** Runs a function. While the host is not known it has no result. */
export async function invoke(instance: ProviderInstance, request: InvokeRequest): Promise<InvokeResponse> {
  const token = request.getTok();
  const type = instance.options.registry.invokes.find(({ name }) => token === `vfio:index:${name}`);
  if (type === undefined) throw new InvalidRequest(`There is no function ${token}.`);
  const validated = validate(type.inputs, inputsFromStruct(request.getArgs()));
  const response = new providerMessages.InvokeResponse();
  if ("problems" in validated) {
    const text = problemText(`The arguments of ${type.name} are wrong:`, validated.problems);
    response.setFailuresList(failedCheck(instance, text).getFailuresList());
    return response;
  }
  const host = instance.session;
  if (host === undefined || !validated.complete) return response;
  const result: unknown = await look(instance, host, "", (context) => type.run(context, validated.values));
  response.setReturn(toStruct(isObject(result) ? result : {}));
  return response;
}
