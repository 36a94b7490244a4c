import type { ModuleOptions, WantedBoot } from "../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../model/command-line/arguments.ts";
import type { Selector } from "../model/selector.ts";
import type { Overrides } from "../preflight/check.ts";
import type { HostSession } from "../session.ts";
import { planBoot } from "./plan/plan-boot.ts";
import {
  consequencesOf,
  contributionOf,
  type KernelSettings,
  sysctlNamesOf,
} from "./settings/kernel-settings.ts";
import { framebufferArguments } from "./support/framebuffer-arguments.ts";
import { type RebootWish, rebootOf } from "./trial/plan-trial.ts";
import { requireReboot } from "./trial/require-reboot.ts";
import type { AskedBinding } from "./wanted/binding-choice.ts";
import { completeBoot } from "./wanted/complete-boot.ts";
import { resolveFunctions } from "./wanted/resolve-functions.ts";

/** What the user declares of how a host boots. */
export interface BootDeclaration extends KernelSettings, Overrides, RebootWish {
  /** The functions to pass through. */
  readonly devices: readonly Selector[];
  readonly allowBootDisplay: boolean;
  /** Arguments beyond ours. */
  readonly commandLine: KernelArguments;
  /** Options of kernel modules. */
  readonly modprobe: ModuleOptions;
  /** Whether devices of the host bypass the translation of the IOMMU. */
  readonly iommuPassthrough: boolean;
  /** How functions are bound at boot. */
  readonly binding: AskedBinding;
}

/** What else a decision needs. */
export interface DecisionOptions {
  /** Functions that the same selectors stood for before: address → `vendor:device`. Empty for others. */
  readonly previous: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Gets what the user should know before it is done. */
  readonly onWarning: (text: string) => void;
}

/**
 * Decides how a host should boot: declared settings and facts in, the wanted boot configuration out.
 * `preview` and `up` both call it. Throws a HostError with everything that must not or cannot be; nothing was
 * touched then.
 */
export async function decideBoot(
  session: HostSession,
  declared: BootDeclaration,
  { previous, signal, onWarning }: DecisionOptions,
): Promise<WantedBoot> {
  const facts = await session.observeSysctl(sysctlNamesOf(declared));
  const connection = await session.connection();
  const { host } = connection;
  const functions = resolveFunctions(host, facts, declared.devices, {
    ...overridesAmong(declared),
    ...consequencesOf(declared),
    previous,
    onNotes: (notes) =>
      onWarning(["Worth knowing before this is done:", ...notes.map((note) => `- ${note}`)].join("\n")),
  });
  const added = await contributionOf(declared, { ...facts, functions }, async ({ script, parse }) =>
    parse(await connection.run(script, { signal })),
  );
  if (added.warnings.length > 0) onWarning(added.warnings.join("\n"));
  const { allowBootDisplay, allowUnsafeInterrupts = false } = declared;
  const wanted = completeBoot(host, facts, functions, {
    commandLine: {
      ...(allowBootDisplay ? framebufferArguments(facts, functions) : {}),
      ...declared.commandLine,
      ...(allowUnsafeInterrupts ? UNSAFE_INTERRUPTS : {}),
    },
    moduleOptions: declared.modprobe,
    allowBootDisplay,
    iommuPassthrough: declared.iommuPassthrough,
    binding: declared.binding,
    added,
  });
  const reboot = rebootOf(facts, planBoot(facts, wanted), declared);
  if (reboot !== undefined) requireReboot(host, reboot);
  return wanted;
}

/**
 * vfio looks at this before it works without interrupt remapping. As an argument it also reaches a driver
 * that is built in.
 */
export const UNSAFE_INTERRUPTS = { "vfio_iommu_type1.allow_unsafe_interrupts": "1" } as const;

function overridesAmong(declared: BootDeclaration): Overrides {
  const { allowBootDisplay, allowUnknownLifelines, allowDisplayInUse, allowUnsafeInterrupts } = declared;
  return { allowBootDisplay, allowUnknownLifelines, allowDisplayInUse, allowUnsafeInterrupts };
}
