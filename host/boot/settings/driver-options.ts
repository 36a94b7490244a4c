import type { ModuleForm } from "../../model/facts/kernel.ts";
import { type Contribution, contribution, refusal } from "./contribution.ts";
import type { SettingsFacts } from "./setting-facts.ts";

/** Options of KVM that matter to guests. */
export interface KvmOptions {
  /**
   * Whether a guest that touches a processor register which KVM does not know gets zero instead of a fault. Not for guests that run well
   * without: it hides their errors.
   */
  readonly ignoreMsrs?: boolean | undefined;
  /** Whether that is written to the kernel log; some guests do it thousands of times. KVM's default is true. */
  readonly reportIgnoredMsrs?: boolean | undefined;
}

/** Options of vfio-pci. */
export interface VfioPciOptions {
  /** Keeps functions without a guest awake, for cards that do not come back from D3cold. Not for others: they use more power when idle. */
  readonly disableIdleD3?: boolean | undefined;
  /**
   * False keeps the power of the functions from being cut while they sleep (`d3cold_allowed=0`, by a rule of udev and at once), for cards that do
   * not come back from D3cold. Not for others: they use a little more power when idle. Default true, which is the kernel's.
   */
  readonly d3coldAllowed?: boolean | undefined;
  /** Gives guests no legacy VGA access to the card. Not with a guest that boots by BIOS: it needs that access for its picture. */
  readonly disableVga?: boolean | undefined;
  /** For devices that only pretend to be able to mask INTx interrupts. Not otherwise: such an interrupt line cannot be shared. */
  readonly noIntxMask?: boolean | undefined;
  /** Allows virtual functions while vfio-pci holds a device. Not when you do not trust the guest that has the device. */
  readonly enableSriov?: boolean | undefined;
}

/** KVM's options, however each installed kernel has it. */
export function kvmOptions(
  { ignoreMsrs, reportIgnoredMsrs }: KvmOptions,
  facts: SettingsFacts,
): Contribution {
  const forms = bootable(facts).map(({ kvm }) => kvm ?? "unknown");
  return deliver("kvm", { ignore_msrs: ignoreMsrs, report_ignored_msrs: reportIgnoredMsrs }, forms, "kvm");
}

/** vfio-pci's options, however each installed kernel has it. As a module it comes with the overlay initrd, which takes them from modprobe.d. */
export function vfioPciOptions(options: VfioPciOptions, facts: SettingsFacts): Contribution {
  const values = {
    disable_idle_d3: options.disableIdleD3,
    disable_vga: options.disableVga,
    nointxmask: options.noIntxMask,
    enable_sriov: options.enableSriov,
  };
  const forms = bootable(facts).map(({ vfioPci }) => vfioPci);
  return deliver("vfio-pci", values, forms, "vfioPci");
}

/**
 * Options of a module are read by modprobe from its own files, those of a builtin driver by the kernel from its command line. Each ignores
 * the other's, so that with kernels of both forms, or where the form cannot be told, both are written.
 */
function deliver(
  module: string,
  values: Readonly<Record<string, boolean | undefined>>,
  forms: readonly ModuleForm[],
  path: string,
): Contribution {
  const set = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value ? "1" : "0"] as const],
  );
  if (set.length === 0) return contribution();
  if (forms.length > 0 && forms.every((form) => form === "absent")) {
    return refusal(`${path}: no installed kernel has ${module}`);
  }
  const known = forms.length > 0 ? forms : (["unknown"] as const);
  const isModule = known.some((form) => form === "module" || form === "unknown");
  const isBuiltin = known.some((form) => form === "builtin" || form === "unknown");
  return contribution({
    moduleOptions: isModule ? { [module]: Object.fromEntries(set) } : {},
    commandLine: isBuiltin
      ? Object.fromEntries(set.map(([name, value]) => [`${module}.${name}`, value]))
      : {},
  });
}

function bootable({ kernel }: SettingsFacts): SettingsFacts["kernel"]["installed"] {
  return kernel.installed.filter(({ image }) => image !== undefined);
}
