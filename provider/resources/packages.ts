import { createHash } from "node:crypto";
import { z } from "zod";
import { HostError } from "../../host/errors.ts";
import { enableSocket, installPackages, removePackages } from "../../host/packages/apply.ts";
import { defaultPackages } from "../../host/packages/defaults.ts";
import type { PackageFacts } from "../../host/packages/facts.ts";
import { describePackagesPlan, type PackagesPlan, planPackages } from "../../host/packages/plan.ts";
import { compareProperties } from "../compare.ts";
import type { OperationContext, ResourceType } from "../resource.ts";

const packageName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._-]*$/, "must be the name of a package");

const inputs = z.strictObject({
  packages: z
    .array(packageName)
    .min(1)
    .optional()
    .describe(
      "Names of packages. Default: QEMU, libvirt and UEFI firmware as the host's distribution calls them.",
    ),
  removeOnDestroy: z
    .boolean()
    .default(false)
    .describe(
      "Whether deleting this resource removes the packages that it has installed. Default false: they stay.",
    ),
});

const outputs = z.strictObject({
  versions: z.record(z.string(), z.string()).describe("The version of each package."),
  installedHere: z.array(z.string()).describe("What this resource has installed, with dependencies."),
  socket: z.string().describe("The socket by which libvirt starts on demand; empty without libvirt."),
});

type Inputs = z.infer<typeof inputs>;
type State = Inputs & z.infer<typeof outputs>;

/** Packages that a host needs. */
export const packages: ResourceType<Inputs, State> = {
  name: "Packages",
  description:
    "Packages that are installed where they are missing, and the socket of libvirt. Nothing is upgraded. They stay when the resource is deleted, unless " +
    "`removeOnDestroy` is true; then those go that it installed itself.",
  inputs,
  outputs,
  check: async (context, news) => ({
    ...news,
    packages: news.packages ?? [...(await distributionPackages(context))],
  }),
  diff: async (_context, state, news) => [
    ...compareProperties(sorted(state), sorted(news), { packages: {}, removeOnDestroy: {} }),
    ...(state.socket === "" && (news.packages ?? []).some((name) => name.startsWith("libvirt-daemon"))
      ? [{ path: "socket", kind: "update" as const }]
      : []),
  ],
  create: async (context, news, preview) => {
    const names = news.packages ?? [];
    const id = `packages-${createHash("sha256").update(names.toSorted().join("\n")).digest("hex").slice(0, 12)}`;
    if (!preview) return { id, state: await apply(context, news, []) };
    await showPlan(context, names);
    return { id: "", state: news };
  },
  read: async (context, id, state) => {
    const facts = (await context.host.observe()).packages;
    const names = state?.packages ?? (await distributionPackages(context));
    const present = names.filter((name) => Object.hasOwn(facts.installed, name));
    const found: Inputs = { packages: present, removeOnDestroy: state?.removeOnDestroy ?? false };
    return {
      id,
      inputs: found,
      state: { ...found, ...outputsOf(facts, present, state?.installedHere ?? []) },
    };
  },
  update: async (context, _id, state, news, preview) => {
    if (!preview) return apply(context, news, state.installedHere);
    await showPlan(context, news.packages ?? []);
    return news;
  },
  delete: async (context, _id, state) => {
    const facts = (await context.host.observe()).packages;
    const ours = state.installedHere.filter((name) => Object.hasOwn(facts.installed, name));
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

async function decide(context: OperationContext, names: readonly string[]): Promise<PackagesPlan> {
  const { host } = await context.host.connection();
  return planPackages((await context.host.observe()).packages, names, host);
}

async function showPlan(context: OperationContext, names: readonly string[]): Promise<void> {
  const lines = describePackagesPlan(await decide(context, names));
  context.log("info", lines.join("\n") || "all packages are installed");
}

async function apply(
  context: OperationContext,
  news: Inputs,
  installedBefore: readonly string[],
): Promise<State> {
  const names = news.packages ?? [];
  const connection = await context.host.connection();
  const before = (await context.host.observe()).packages;
  const plan = await decide(context, names);
  const { signal, status } = context;
  try {
    if (plan.install.length > 0) await installPackages(connection, plan.install, { signal, onStep: status });
    if (plan.bringsLibvirt || plan.enableSocket !== undefined) {
      await enableSocket(connection, plan.enableSocket, signal);
    }
  } finally {
    context.host.changed();
  }
  const after = (await context.host.observe()).packages;
  const added = Object.keys(after.installed).filter((name) => !Object.hasOwn(before.installed, name));
  return { ...news, ...outputsOf(after, names, [...new Set([...installedBefore, ...added])]) };
}

function outputsOf(
  { installed, units }: PackageFacts,
  names: readonly string[],
  installedHere: readonly string[],
): z.infer<typeof outputs> {
  return {
    versions: Object.fromEntries(names.map((name) => [name, installed[name] ?? ""])),
    installedHere: [...installedHere],
    socket: units.find(({ enabled, active }) => enabled && active)?.name ?? "",
  };
}

function sorted(values: Inputs): Inputs {
  return { ...values, packages: values.packages?.toSorted() };
}
