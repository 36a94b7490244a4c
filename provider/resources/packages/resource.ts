import { createHash } from "node:crypto";
import { HostError } from "../../../host/model/errors.ts";
import { isPresent } from "../../../host/model/facts/packages-facts.ts";
import { defaultPackages } from "../../../host/packages/default-packages.ts";
import { removePackages } from "../../../host/packages/install.ts";
import { describePackagesPlan, socketToEnable } from "../../../host/packages/packages-plan.ts";
import { firmwareIommu } from "../../../host/preflight/iommu.ts";
import { requireReady } from "../../../host/preflight/require-ready.ts";
import { compareProperties } from "../../contract/compare-properties.ts";
import type { OperationContext, PropertyChange, ResourceType } from "../../contract/resource.ts";
import { bringPackages, decide, outputsOf } from "./carry-out.ts";
import {
  description,
  type PackagesInputs,
  type PackagesState,
  packagesInputs,
  packagesOutputs,
} from "./schema.ts";

/** Packages that a host needs. */
export const packages: ResourceType<PackagesInputs, PackagesState> = {
  name: "Packages",
  description,
  inputs: packagesInputs,
  outputs: packagesOutputs,
  check: async (context, news) => {
    if (news.forPassthrough) await requireIommu(context);
    return { ...news, packages: news.packages ?? [...(await distributionPackages(context))] };
  },
  diff: async (context, state, news) => [
    ...compareProperties(sorted(state), sorted(news), { packages: {}, removeOnDestroy: {} }),
    ...(await socketChange(context, state, news)),
  ],
  create: async (context, news, preview) => {
    const names = news.packages ?? [];
    const id = `packages-${createHash("sha256").update(names.toSorted().join("\n")).digest("hex").slice(0, 12)}`;
    if (!preview) return { id, state: await bringPackages(context, id, news, []) };
    await showPlan(context, names);
    return { id: "", state: news };
  },
  read: async (context, id, state) => {
    const facts = (await context.host.observe()).packages;
    const names = state?.packages ?? (await distributionPackages(context));
    const present = names.filter((name) => Object.hasOwn(facts.installed, name));
    const { removeOnDestroy = false, forPassthrough = false } = state ?? {};
    const found: PackagesInputs = { packages: present, removeOnDestroy, forPassthrough };
    return {
      id,
      inputs: found,
      state: { ...found, ...outputsOf(facts, present, state?.installedHere ?? []) },
    };
  },
  update: async (context, id, state, news, preview) => {
    if (!preview) return bringPackages(context, id, news, state.installedHere);
    await showPlan(context, news.packages ?? []);
    return news;
  },
  delete: async (context, _id, state) => {
    const facts = (await context.host.observe()).packages;
    const ours = state.installedHere.filter((name) => isPresent(facts, name));
    if (ours.length === 0) return;
    if (!state.removeOnDestroy) {
      context.log("info", `These packages stay installed: ${ours.join(", ")}`);
      return;
    }
    try {
      const { neededBy } = await removePackages(await context.host.connection(), ours, context.signal);
      if (neededBy.length > 0) {
        context.log(
          "warning",
          `The packages stay installed, because others need them now: ${neededBy.join(", ")}`,
        );
      }
    } finally {
      context.host.changed();
    }
  },
};

/** A socket that sleeps is looked for only where none was seen awake. */
async function socketChange(
  context: OperationContext,
  state: PackagesState,
  { packages: names = [] }: PackagesInputs,
): Promise<readonly PropertyChange[]> {
  if (state.socket !== "") return [];
  const asleep = socketToEnable((await context.host.observe()).packages, names);
  return asleep === undefined ? [] : [{ path: "socket", kind: "update" }];
}

/** The one obstacle that no package removes; HostKernel, which tells of all, comes after the packages. */
async function requireIommu({ host }: OperationContext): Promise<void> {
  const checks = firmwareIommu(await host.observe(), { functions: [] });
  requireReady((await host.connection()).host, checks, {});
}

async function distributionPackages(context: OperationContext): Promise<readonly string[]> {
  const { kernel } = await context.host.observe();
  const names = defaultPackages(kernel.distribution);
  if (names !== undefined) return names;
  throw new HostError({
    what: "It is not known which packages this distribution needs",
    host: (await context.host.connection()).host,
    found: kernel.distribution.name,
    next: "declare `packages`",
  });
}

async function showPlan(context: OperationContext, names: readonly string[]): Promise<void> {
  const lines = describePackagesPlan(await decide(context, names));
  context.log("info", lines.join("\n") || "all packages are installed");
}

function sorted(values: PackagesInputs): PackagesInputs {
  return { ...values, packages: values.packages?.toSorted() };
}
