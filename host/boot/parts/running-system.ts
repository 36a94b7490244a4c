import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import { hasToken, missingFrom, parseCommandLine } from "../../model/command-line/command-line.ts";
import { bindsByIds } from "../../model/command-line/ids-token.ts";
import { paths } from "../../model/managed-paths.ts";
import type { PciAddress } from "../../model/pci-address.ts";
import { staleTokens } from "../entries/stale-tokens.ts";
import { type FileChange, file } from "./file.ts";
import { type Change, changesOf } from "./part.ts";

/** A function is bound to vfio-pci in the running system. */
export interface BindChange {
  readonly kind: "bind";
  readonly address: PciAddress;
  /** The driver that has it now. */
  readonly from?: string | undefined;
}

/** The host has to be rebooted. */
export interface RebootChange {
  readonly kind: "reboot";
  readonly because: readonly string[];
}

/** The system was booted as declared and is not as declared: another reboot would not help. */
export interface FailedChange {
  readonly kind: "failed";
  readonly because: readonly string[];
}

/**
 * Drivers that let go of a function in a running system without trouble. Graphics drivers do not: unbinding
 * one may hang for ever.
 */
const releasable: readonly string[] = ["snd_hda_intel", "xhci_hcd", "pci-stub", "i2c_nvidia_gpu", "ahci"];

/**
 * What the running system still needs when the stored configuration is right: one decision, of which three
 * parts each take their outcome. `stored`: what is written before.
 */
export function planRunning(
  facts: BootFacts,
  wanted: WantedBoot,
  stored: readonly Change[],
): readonly (BindChange | RebootChange | FailedChange)[] {
  const because = [...lineReasons(facts, wanted), ...optionReasons(facts, changesOf(file, stored))];
  const loose = looseFunctions(facts, wanted);
  if (because.length > 0) {
    const held = loose.map(
      ({ address, driver }) => `${address} is bound to ${driver ?? "no driver"}, not to vfio-pci`,
    );
    return [{ kind: "reboot", because: [...because, ...held] }];
  }
  if (loose.length === 0) return [];
  if (
    loose.every(({ driver }) => driver === undefined || releasable.includes(driver)) &&
    !refusedAtBoot(facts)
  ) {
    return loose.map(({ address, driver }) => ({ kind: "bind", address, from: driver }));
  }
  const held = loose.map(
    ({ address, driver }) => `${address} is bound to ${driver ?? "no driver"}, not to vfio-pci`,
  );
  const first = takenFirst(facts, wanted, loose);
  if (first.length > 0 && stored.length === 0) return [{ kind: "failed", because: first }];
  if (!refusedAtBoot(facts)) {
    return [
      {
        kind: "reboot",
        because: held.map((text) => `${text}, which cannot be unbound safely while the system runs`),
      },
    ];
  }
  const said = facts.managed.bindLog.map((line) => `the bind script said at boot: ${line}`);
  if (stored.length === 0) return [{ kind: "failed", because: [...held, ...said] }];
  return [{ kind: "reboot", because: held }];
}

/**
 * Where ids bind, drivers that are built in and come before vfio-pci have the functions in every boot; those
 * that let go are no obstacle.
 */
function takenFirst(
  { kernel: { builtinDrivers = [] } }: Pick<BootFacts, "kernel">,
  { commandLine }: WantedBoot,
  loose: readonly { readonly address: PciAddress; readonly driver: string | undefined }[],
): readonly string[] {
  if (!bindsByIds(commandLine)) return [];
  return loose.flatMap(({ address, driver }) =>
    driver === undefined || releasable.includes(driver) || !builtinDrivers.includes(driver)
      ? []
      : [
          `${address} is bound to ${driver}, which is built into the kernel and takes it before vfio-pci can by its ids`,
        ],
  );
}

/** The wanted functions that vfio-pci does not hold. */
function looseFunctions(
  { pci }: Pick<BootFacts, "pci">,
  { functions }: Pick<WantedBoot, "functions">,
): readonly { readonly address: PciAddress; readonly driver: string | undefined }[] {
  return Object.keys(functions).flatMap((address) => {
    const device = pci.find((candidate) => candidate.address === address);
    if (device?.driver === "vfio-pci") return [];
    return [{ address: address as PciAddress, driver: device?.driver }];
  });
}

/** Differences between the running command line and the wanted one. */
function lineReasons({ kernel, bootLoader, managed }: BootFacts, wanted: WantedBoot): readonly string[] {
  const running = parseCommandLine(kernel.commandLine);
  const line = tokensOf(wanted.commandLine);
  const missing = missingFrom(running, line).map(({ text }) => `${text} is not on the running command line`);
  const stale = staleTokens({ bootLoader, managed }, line)
    .filter((text) => hasToken(running, text))
    .map((text) => `${text} is still on the running command line`);
  return [...missing, ...stale];
}

/** Module options are read when a module is loaded, so changed ones wait for the next boot. */
function optionReasons({ kernel, managed }: BootFacts, files: readonly FileChange[]): readonly string[] {
  const now = files.some(({ path }) => path === paths.modprobe);
  const before = managed.moduleOptionsChangedIn === kernel.bootId;
  return now || before ? ["module options take effect when the modules are loaded"] : [];
}

function refusedAtBoot({ managed }: BootFacts): boolean {
  return managed.bindLog.some((line) => /^(refused|failed)/.test(line));
}
