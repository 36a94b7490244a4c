import providerMessages, { type DiffRequest, type DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { hasUnknown, type Properties } from "../../contract/properties.ts";
import type { OperationContext, PropertyChange } from "../../contract/resource.ts";
import type { ProviderInstance } from "../instance/instance.ts";
import { isConnectionError } from "../values/failures.ts";
import { fromStruct, inputsFromStruct } from "../values/struct-values.ts";
import { changedProperties } from "./changed-properties.ts";
import { decoded } from "./edge.ts";
import { type AnyResourceType, learnSecrets, look, resourceTypeOf } from "./operation.ts";

/**
 * Says how a resource would change. While an input is unknown, only which declared properties differ can be
 * said.
 */
export async function diff(instance: ProviderInstance, request: DiffRequest): Promise<DiffResponse> {
  const type = resourceTypeOf(instance, request);
  const state = fromStruct(request.getOlds());
  const news = inputsFromStruct(request.getNews());
  learnSecrets(instance, type, state);
  learnSecrets(instance, type, news);
  const changes = await changesOf(instance, type, request.getUrn(), state, news);
  const ignored = request.getIgnorechangesList();
  return diffResponse(changes.filter(({ path }) => !ignored.some((start) => isAtOrUnder(path, start))));
}

/**
 * The answer for changes. Drift shows its real old value because the state is compared, not the old inputs
 * (inputDiff is false).
 */
export function diffResponse(changes: readonly PropertyChange[]): DiffResponse {
  const { DiffChanges } = providerMessages.DiffResponse;
  const response = new providerMessages.DiffResponse();
  const replacing = changes.filter(({ replace }) => replace === true);
  response.setChanges(changes.length === 0 ? DiffChanges.DIFF_NONE : DiffChanges.DIFF_SOME);
  response.setDiffsList(topLevelNames(changes));
  response.setReplacesList(topLevelNames(replacing));
  response.setDeletebeforereplace(replacing.length > 0);
  response.setHasdetaileddiff(true);
  const detailed = response.getDetaileddiffMap();
  for (const change of changes) detailed.set(change.path, propertyDiff(change));
  return response;
}

async function changesOf(
  instance: ProviderInstance,
  type: AnyResourceType,
  urn: string,
  state: Properties,
  news: Properties,
): Promise<readonly PropertyChange[]> {
  const host = instance.session;
  if (hasUnknown(news) || host === undefined) {
    // Only declared inputs: what the type would complete or find out is not known before they are.
    const declared = Object.fromEntries(Object.keys(news).map((name) => [name, state[name]]));
    return changedProperties(declared, news);
  }
  const [before, after] = [decoded(type, state), decoded(type, news)];
  const differences = (context: OperationContext) => type.diff(context, before, after);
  if (instance.notes.isPlanning(urn)) return await look(instance, host, urn, differences);
  return await look(instance, host, urn, (context) => differencesAfterRead(instance, context, differences));
}

/**
 * A refresh compares what it has just read. Nothing is planned yet, and when there was nobody to read from
 * nothing has changed.
 */
async function differencesAfterRead(
  instance: ProviderInstance,
  context: OperationContext,
  differences: (context: OperationContext) => Promise<readonly PropertyChange[]>,
): Promise<readonly PropertyChange[]> {
  try {
    return await differences({ ...context, log: () => undefined });
  } catch (error) {
    if (instance.signal.aborted || !isConnectionError(error)) throw error;
    return [];
  }
}

function propertyDiff({ kind, replace = false }: PropertyChange) {
  const { Kind } = providerMessages.PropertyDiff;
  const kinds = {
    add: replace ? Kind.ADD_REPLACE : Kind.ADD,
    update: replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
    delete: replace ? Kind.DELETE_REPLACE : Kind.DELETE,
  };
  const difference = new providerMessages.PropertyDiff();
  difference.setKind(kinds[kind]);
  difference.setInputdiff(false);
  return difference;
}

function topLevelNames(changes: readonly PropertyChange[]): string[] {
  return [...new Set(changes.map(({ path }) => topLevelName(path)))];
}

/** `files` of `files["/etc/x"].mode`; a name that needs quoting stands in brackets itself. */
function topLevelName(path: string): string {
  const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(path)?.[1];
  if (quoted !== undefined) return quoted.replaceAll(/\\(.)/g, "$1");
  return path.split(/[.[]/, 1)[0] ?? path;
}

function isAtOrUnder(path: string, start: string): boolean {
  return path === start || path.startsWith(`${start}.`) || path.startsWith(`${start}[`);
}
