import { messageOf } from "../../../host/model/errors.ts";
import { isPresent, type PackageFacts } from "../../../host/model/facts/packages-facts.ts";
import { enableSocket, installPackages } from "../../../host/packages/install.ts";
import { type PackagesPlan, planPackages } from "../../../host/packages/packages-plan.ts";
import { type OperationContext, PartlyDone } from "../../contract/resource.ts";
import type { PackagesInputs, PackagesState } from "./schema.ts";

/** What is to be installed. Throws a HostError where that cannot be done from here. */
export async function decide(context: OperationContext, names: readonly string[]): Promise<PackagesPlan> {
  const { host } = await context.host.connection();
  return planPackages((await context.host.observe()).packages, names, host);
}

/**
 * Installs what is missing. What a run has installed before it failed is kept as its own, in a PartlyDone.
 */
export async function bringPackages(
  context: OperationContext,
  id: string,
  news: PackagesInputs,
  installedBefore: readonly string[],
): Promise<PackagesState> {
  const before = (await context.host.observe()).packages;
  const plan = await decide(context, news.packages ?? []);
  const ours = installedBefore.filter((name) => isPresent(before, name));
  try {
    await carryOut(context, plan);
  } catch (cause) {
    const after = await seenAgain(context);
    const added = after === undefined ? plan.install : addedSince(before, after);
    if (added.length === 0) throw cause;
    const outputs = outputsOf(after ?? before, news.packages ?? [], [...ours, ...added]);
    throw new PartlyDone({ id, state: { ...news, ...outputs }, reasons: [messageOf(cause)], cause });
  }
  const after = (await context.host.observe()).packages;
  return {
    ...news,
    ...outputsOf(after, news.packages ?? [], [...ours, ...addedSince(before, after)]),
  };
}

/** What the state says of packages beyond its inputs. */
export function outputsOf(
  { installed, units }: PackageFacts,
  names: readonly string[],
  installedHere: readonly string[],
): Omit<PackagesState, keyof PackagesInputs> {
  return {
    versions: Object.fromEntries(names.map((name) => [name, installed[name] ?? ""])),
    installedHere: [...new Set(installedHere)],
    socket: units.find(({ enabled, active }) => enabled && active)?.name ?? "",
  };
}

async function carryOut({ host, signal, status }: OperationContext, plan: PackagesPlan): Promise<void> {
  const connection = await host.connection();
  try {
    if (plan.install.length > 0) await installPackages(connection, plan.install, { signal, onStep: status });
    if (plan.bringsLibvirt || plan.enableSocket !== undefined) {
      await enableSocket(connection, plan.enableSocket, signal);
    }
  } finally {
    host.changed();
  }
}

/** After a failure that may have been the end of the connection, or a cancel: then nobody can look. */
async function seenAgain({ host }: OperationContext): Promise<PackageFacts | undefined> {
  try {
    return (await host.observe()).packages;
  } catch {
    return undefined;
  }
}

function addedSince(before: PackageFacts, after: PackageFacts): readonly string[] {
  const names = [...Object.keys(after.installed), ...after.broken];
  return names.filter((name) => !isPresent(before, name));
}
