import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { run } from "../../toolchain/local/command.ts";
import type { Lab } from "../lab/lab.ts";
import { writeLate, writeState } from "../states/ingredients.ts";
import { scenarios } from "../states/scenarios.ts";
import type { Declared, HostState, Scenario } from "../states/state.ts";

/**
 * States of the same generator as those of the simulated hosts, as far as a workstation of the lab can be in
 * them and start from them.
 */
export function labScenarios(seed: number, count: number): readonly Scenario[] {
  return fc
    .sample(scenarios, { seed, numRuns: count })
    .map(({ state, declared }) => ({ state: bootable(state), declared: possible(declared), meanwhile: [] }));
}

/** Puts the workstation into a state, with the boot menu that its own tools make. */
export async function enterState(lab: Lab, state: HostState): Promise<void> {
  await copy(lab, (folder) => writeState(folder, state));
  await lab.root("update-grub 2>&1");
  await copy(lab, (folder) => writeLate(folder, state));
}

/**
 * Kernels and images that are only names cannot be started, and the two displays of the lab have the same
 * ids.
 */
function bootable(state: HostState): HostState {
  const { grub } = state;
  return {
    ...state,
    loader: "grub",
    kernels: [],
    others: state.others.filter((name) => name === "custom.cfg" || name === "40_custom"),
    dropIns: state.dropIns.filter(
      (name) => name === "50-cloudimg-settings.cfg" || name === "kdump-tools.cfg",
    ),
    grub: {
      ...grub,
      linux: [...grub.linux.filter((word) => !word.startsWith("console=")), ...LAB_ARGUMENTS],
      half: grub.half.filter((word) => word === "intel_iommu=on" || word === "iommu=pt"),
      // GRUB itself would write its environment at every boot.
      settings: grub.settings.filter((line) => !line.startsWith("GRUB_SAVEDEFAULT")),
      lineEnds: "\n",
      broken: false,
    },
  };
}

/** Without these it shows nothing on its console, and hangs at times. */
const LAB_ARGUMENTS = ["console=tty0", "console=ttyS0,115200", "no_timer_check"];

/** Of 3 GiB of memory, two processors and one card. */
function possible(declared: Declared): Declared {
  const { devices, commandLine, hugepages, isolateCpus, vfioPci, sysctl } = declared;
  const both = devices.length > 1 ? ["0000:01:00.0", "0000:01:00.1"] : ["01:00"];
  return {
    devices: devices.includes("auto") ? ["auto"] : both,
    commandLine: "hugepages" in commandLine ? {} : commandLine,
    modprobe: declared.modprobe,
    iommuPassthrough: declared.iommuPassthrough,
    kvm: declared.kvm,
    sysctl,
    hugepages: hugepages && { size: "2M", count: 8 },
    isolateCpus: isolateCpus && "1",
    vfioPci: vfioPci && { disableIdleD3: true },
  };
}

/** Writes files into a folder here, and their texts over those of the workstation, which keep their modes. */
async function copy(lab: Lab, write: (folder: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "vfio-lab-state-"));
  try {
    write(folder);
    const { stdout } = await run("sh", ["-c", 'tar -c -C "$1" . | base64', "sh", folder]);
    await lab.root(`
      staged=$(mktemp -d)
      base64 -d <<'END' | tar -x -C "$staged"
${stdout.trim()}
END
      cp -R --no-preserve=all "$staged/." /
      rm -r "$staged"
    `);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
