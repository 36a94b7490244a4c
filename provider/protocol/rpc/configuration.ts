import providerMessages, {
  type CheckRequest,
  type CheckResponse,
  type ConfigureRequest,
  type ConfigureResponse,
  type DiffRequest,
  type DiffResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import {
  connectionSecrets,
  connectionSettingsSchema,
} from "../../../host/connection/ssh-config/connection-settings.ts";
import { HostError } from "../../../host/model/errors.ts";
import { hasUnknown, type Properties } from "../../contract/properties.ts";
import { problemText, validate } from "../../schema/validate.ts";
import type { ProviderInstance } from "../instance/instance.ts";
import { inputsFromStruct, toStruct } from "../values/struct-values.ts";
import { changedProperties } from "./changed-properties.ts";
import { failedCheck } from "./check.ts";
import { diffResponse } from "./diff.ts";

/** Checks the connection settings without connecting. */
export function checkConfig(instance: ProviderInstance, request: CheckRequest): CheckResponse {
  const { all, settings } = configurationOf(instance, request.getNews());
  const validated = validate(connectionSettingsSchema, settings);
  if ("problems" in validated) {
    return failedCheck(
      instance,
      `${problemText("its settings are wrong:", validated.problems)}\nNext: ${NEXT}`,
    );
  }
  const response = new providerMessages.CheckResponse();
  response.setInputs(toStruct(all, connectionSecrets));
  return response;
}

/**
 * Shows what changed. No setting replaces anything: also with another name or address it is the same host.
 */
export function diffConfig(instance: ProviderInstance, request: DiffRequest): DiffResponse {
  const olds = configurationOf(instance, request.getOldInputs() ?? request.getOlds());
  const news = configurationOf(instance, request.getNews());
  return diffResponse(changedProperties(olds.settings, news.settings));
}

/** Sets the host. The connection is opened by the first operation that needs it. */
export function configure(instance: ProviderInstance, request: ConfigureRequest): ConfigureResponse {
  const { settings } = configurationOf(instance, request.getArgs());
  if (!hasUnknown(settings)) {
    const result = connectionSettingsSchema.safeParse(settings);
    if (!result.success) throw wrongSettings(settings);
    instance.configure(result.data);
  }
  const response = new providerMessages.ConfigureResponse();
  response.setAcceptsecrets(false);
  response.setSupportspreview(true);
  response.setAcceptresources(false);
  response.setAcceptoutputs(false);
  return response;
}

const NEXT =
  "correct them in the stack's configuration (`pulumi config set vfio:host <name>`) or in the arguments of the provider";

/** Properties of every provider that are the engine's own (pkg/resource/deploy/providers/registry.go). */
const ENGINE_OWN = ["version", "pluginDownloadURL", "envVarMappings"];

/**
 * All values, and those that are settings. Whatever is secret among them never shows in any text from here
 * on.
 */
function configurationOf(instance: ProviderInstance, struct: Parameters<typeof inputsFromStruct>[0]) {
  const all = inputsFromStruct(struct, (secret) => instance.redactor.add(secret));
  const settings: Properties = Object.fromEntries(
    Object.entries(all).filter(([name]) => !ENGINE_OWN.includes(name) && !name.startsWith("__")),
  );
  for (const name of connectionSecrets) instance.redactor.add(settings[name]);
  return { all, settings };
}

function wrongSettings(settings: Properties): HostError {
  const validated = validate(connectionSettingsSchema, settings);
  const problems = "problems" in validated ? validated.problems : [];
  return new HostError({
    what: "The settings of the provider are wrong",
    found: problems.join("\n"),
    next: NEXT,
  });
}
