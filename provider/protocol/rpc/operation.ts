import { HostError } from "../../../host/model/errors.ts";
import type { HostSession } from "../../../host/session.ts";
import type { Properties } from "../../contract/properties.ts";
import type { OperationContext, ResourceType } from "../../contract/resource.ts";
import type { ProviderInstance } from "../instance/instance.ts";
import { Cancelled, IncompleteResource, InvalidRequest } from "../values/failures.ts";

// biome-ignore lint/suspicious/noExplicitAny: types of any inputs and state; what they get was checked against their schema
export type AnyResourceType = ResourceType<any, any>;

/** The messages about one resource have its URN in common. */
interface AboutResource {
  getUrn(): string;
}

/** The resource type that a call is about. Throws InvalidRequest when there is none of that name. */
export function resourceTypeOf(instance: ProviderInstance, request: AboutResource): AnyResourceType {
  // urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>
  const token = request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
  const { resources } = instance.options.registry;
  const type = resources.find(({ name }) => token === `vfio:index:${name}`);
  if (type !== undefined) return type;
  const known = resources.map(({ name }) => `vfio:index:${name}`).join(", ");
  throw new InvalidRequest(`There is no resource type ${token}.\nThere are: ${known}`);
}

/** Tells the redactor the secrets in values of a resource. */
export function learnSecrets(instance: ProviderInstance, type: AnyResourceType, values: Properties): void {
  for (const name of type.secrets ?? []) instance.redactor.add(values[name]);
}

/** Runs work that looks at the host, beside other such work. */
export function look<T>(
  instance: ProviderInstance,
  host: HostSession,
  urn: string,
  work: (context: OperationContext) => Promise<T>,
): Promise<T> {
  const context = contextFor(instance, host, urn);
  return run(instance, () => instance.lock.look(instance.signal, () => work(context)));
}

/** Runs work that changes the host: alone, and what was read before is forgotten after it. */
export function change<T>(
  instance: ProviderInstance,
  host: HostSession,
  urn: string,
  work: (context: OperationContext) => Promise<T>,
): Promise<T> {
  const context = contextFor(instance, host, urn);
  instance.notes.begin(urn);
  const changing = () => work(context).finally(() => host.changed());
  return run(instance, () => instance.lock.change(instance.signal, changing));
}

async function run<T>(instance: ProviderInstance, start: () => Promise<T>): Promise<T> {
  const { signal, engine } = instance;
  try {
    signal.throwIfAborted();
    return await instance.track(start());
  } catch (error) {
    // A type that ends early because of the cancel may have said what is pending; anything else is only a
    // consequence.
    if (!signal.aborted || error instanceof HostError || error instanceof IncompleteResource) throw error;
    throw new Cancelled("Cancelled before it was complete", error);
  } finally {
    await engine.flush();
  }
}

function contextFor(instance: ProviderInstance, host: HostSession, urn: string): OperationContext {
  const { engine, signal, notes } = instance;
  const stream = instance.nextStream();
  return {
    urn,
    host,
    signal,
    log: (severity, message) => {
      if (urn === "" || notes.isNew(urn, message)) engine.log({ severity, message, urn, stream });
    },
    status: (message) => engine.log({ severity: "info", message, urn, stream, ephemeral: true }),
  };
}
