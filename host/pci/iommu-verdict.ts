import { parseCommandLine, valuesOf } from "../model/command-line/command-line.ts";
import type { BootLoaderFacts } from "../model/facts/boot-loader-facts.ts";
import type { InstalledKernel, KernelFacts } from "../model/facts/kernel-facts.ts";
import type { PciDevice } from "../model/facts/pci-facts.ts";

/** The one answer to "is the IOMMU on?". */
export interface IommuVerdict {
  readonly state: "on" | "off-in-firmware" | "off-in-kernel" | "pending-reboot" | "unknown";
  /** What was seen that decides it. */
  readonly because: string;
  /** What to do; absent when it is on. */
  readonly next?: string | undefined;
}

/** The facts that an answer needs. */
export interface IommuEvidence {
  readonly kernel: KernelFacts;
  readonly bootLoader: BootLoaderFacts;
}

/**
 * Decides by what the kernel and the firmware show, not by the CPU's vendor and not by kernel messages:
 * "DMAR: IOMMU enabled" is printed on machines without a DMAR table, and "Enabled IRQ remapping" with
 * intel_iommu=off.
 */
export function decideIommu({ kernel, bootLoader }: IommuEvidence): IommuVerdict {
  const { groups, units, tables, tablesReadable } = kernel.iommu;
  if (groups > 0 && units.length > 0) {
    return { state: "on", because: `${units.join(", ")} active, ${groups} IOMMU groups` };
  }
  if (groups > 0) {
    return {
      state: "unknown",
      because: `there are ${groups} IOMMU groups and no IOMMU in /sys/class/iommu, as with vfio's unsafe no-IOMMU mode`,
      next: "remove enable_unsafe_noiommu_mode from the options of vfio",
    };
  }
  if (tables.length > 0) return decideByKernel(kernel, bootLoader);
  if (!tablesReadable) {
    return {
      state: "unknown",
      because: "there are no IOMMU groups, and the ACPI tables cannot be looked at",
      next: "switch the IOMMU on in the firmware setup",
    };
  }
  return offInFirmware(kernel);
}

/**
 * The command line tokens without which an installed kernel would leave the IOMMU off: `intel_iommu=on` for
 * an Intel IOMMU (a DMAR table, or where none can be seen an Intel CPU) unless every kernel was built with it
 * on. AMD's needs none. Kernels built with …_DEFAULT_ON_INTGPU_OFF need it only when one of the `functions`
 * is the integrated graphics.
 */
export function iommuTokens(
  { iommu, cpu, installed }: KernelFacts,
  functions: readonly Pick<PciDevice, "address" | "class" | "vendor">[] = [],
): Readonly<Record<string, string>> {
  const isIntel = iommu.tables.includes("DMAR") || (iommu.tables.length === 0 && cpu.vendor === "intel");
  const integrated = functions.some(isIntelGraphics);
  const needs = ({ intelIommuDefault }: InstalledKernel) =>
    intelIommuDefault === "on-except-integrated-graphics" ? integrated : intelIommuDefault !== "on";
  const bootable = installed.filter(({ image }) => image !== undefined);
  return isIntel && (bootable.length === 0 || bootable.some(needs)) ? { intel_iommu: "on" } : {};
}

/** Intel's integrated graphics sit on the root bus. */
export function isIntelGraphics(device: Pick<PciDevice, "address" | "class" | "vendor">): boolean {
  return device.vendor === "8086" && device.class.startsWith("03") && device.address.startsWith("0000:00:");
}

/** The firmware announces an IOMMU and the kernel does not use it. */
function decideByKernel(kernel: KernelFacts, { defaultEntry }: BootLoaderFacts): IommuVerdict {
  const table = kernel.iommu.tables.includes("DMAR") ? "DMAR" : "IVRS";
  const seen = `the firmware has a ${table} table and there are no IOMMU groups`;
  const running = kernel.installed.find(({ release }) => release === kernel.running);
  const now = outcome(table, running, kernel.commandLine);
  if (now.on) {
    return {
      state: "off-in-kernel",
      because: `${seen}, although the running kernel was to switch it on (${now.because})`,
      next: `look at "journalctl -k -g 'DMAR|AMD-Vi'" for the reason; a firmware update is the usual cure`,
    };
  }
  const booted = kernel.installed.find(({ image }) => image?.endsWith(defaultEntry?.kernel ?? "/"));
  const then = defaultEntry && outcome(table, booted ?? running, defaultEntry.commandLine);
  if (then?.on) {
    return {
      state: "pending-reboot",
      because: `${seen}; the default boot entry switches it on (${then.because})`,
      next: "reboot",
    };
  }
  return {
    state: "off-in-kernel",
    because: `${seen}: ${now.because}`,
    next: now.token ? `remove ${now.token} from the kernel command line` : "boot with intel_iommu=on",
  };
}

/** What a kernel makes of its command line. For `intel_iommu` the last on or off counts. */
function outcome(
  table: "DMAR" | "IVRS",
  kernel: InstalledKernel | undefined,
  text: string,
): { readonly on: boolean; readonly because: string; readonly token?: string } {
  const line = parseCommandLine(text);
  const options = (key: string) => valuesOf(line, key).flatMap((value) => value?.split(",") ?? []);
  if (options("iommu").includes("off")) return { on: false, because: "iommu=off is set", token: "iommu=off" };
  if (table === "IVRS") {
    return options("amd_iommu").includes("off")
      ? { on: false, because: "amd_iommu=off is set", token: "amd_iommu=off" }
      : { on: true, because: "AMD's is on by default" };
  }
  const said = options("intel_iommu").findLast((option) => option === "on" || option === "off");
  if (said === "off") return { on: false, because: "intel_iommu=off is set", token: "intel_iommu=off" };
  if (said === "on") return { on: true, because: "intel_iommu=on" };
  const byDefault = kernel?.intelIommuDefault ?? "unknown";
  return byDefault.startsWith("on")
    ? { on: true, because: "this kernel's default" }
    : { on: false, because: "intel_iommu=on is not set, and this kernel needs it" };
}

function offInFirmware({ cpu }: KernelFacts): IommuVerdict {
  const names = { intel: "VT-d", amd: "AMD-Vi (also called IOMMU)", other: "the IOMMU" };
  const alsoOff =
    cpu.virtualisation === undefined ? ", and the CPU shows no virtualisation either (vmx, svm)" : "";
  const also = cpu.virtualisation === undefined ? " and the CPU's virtualisation (VT-x, SVM)" : "";
  return {
    state: "off-in-firmware",
    because: `the firmware has neither a DMAR nor an IVRS table${alsoOff}`,
    next: `switch on ${names[cpu.vendor]}${also} in the firmware setup, and save; a machine without the setting has none`,
  };
}
