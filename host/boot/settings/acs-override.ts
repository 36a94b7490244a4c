import type { FactReader } from "../../read/engine/fact-reader.ts";
import { type Contribution, contribution, refusal } from "./contribution.ts";
import type { AcsPatch, SettingsFacts } from "./setting-facts.ts";

/** What the override pretends: that ports below bridges, or functions of one device, keep their requests apart. */
export type AcsOverride = "downstream" | "multifunction" | "both";

/**
 * The patch adds the function `pcie_acs_overrides` to drivers/pci/quirks.c, and every kernel has `pci_acs_enabled` beside it: where only the
 * latter is found, the list of symbols is a real one (Debian's System.map is a stub) and the patch is missing. Not part of the
 * observation, because it reads some hundred thousand lines for a setting that hardly anybody has.
 */
export const acsPatchReader: FactReader<AcsPatch> = {
  script: `
read -r release </proc/sys/kernel/osrelease && echo "running $release"
grep -sHoE ' (pcie_acs_overrides|pci_acs_enabled)(\\..*)?$' /proc/kallsyms /boot/System.map-* /lib/modules/*/System.map
exit 0
`,
  parse: ({ stdout }) => parseAcsPatch(stdout),
};

/** `downstream,multifunction` for kernels that have the patch. */
export function acsOverride(
  kind: AcsOverride,
  { kernel, acsPatch }: SettingsFacts,
  allowUnknownAcsPatch: boolean,
): Contribution {
  const releases = kernel.installed.filter(({ image }) => image !== undefined).map(({ release }) => release);
  const without = releases.filter((release) => acsPatch?.[release] === false);
  const unknown = releases.filter((release) => acsPatch?.[release] === undefined);
  const problems = [
    ...without.map(
      (release) =>
        `acsOverride: kernel ${release} does not have the ACS override patch and would ignore the option`,
    ),
    ...(allowUnknownAcsPatch
      ? []
      : unknown.map(
          (release) =>
            `acsOverride: it cannot be told whether kernel ${release} has the ACS override patch; set allowUnknownAcsPatch if you know that it has`,
        )),
  ];
  if (problems.length > 0) return refusal(...problems);
  const value = kind === "both" ? "downstream,multifunction" : kind;
  return contribution({ commandLine: { pcie_acs_override: value }, warnings: [WARNING] });
}

const WARNING =
  "acsOverride weakens isolation: it only pretends that devices are kept apart, so a guest's device may reach the memory of other devices of what was one IOMMU group, and through them the host's";

function parseAcsPatch(text: string): AcsPatch {
  const running = /^running (.+)$/m.exec(text)?.[1];
  const patches: Record<string, boolean> = {};
  for (const [, file = "", symbol] of text.matchAll(/^(\/[^:]+):.*?(pcie_acs_overrides|pci_acs_enabled)/gm)) {
    const release = file === "/proc/kallsyms" ? running : releaseOf(file);
    if (release !== undefined)
      patches[release] = symbol === "pcie_acs_overrides" || patches[release] === true;
  }
  return patches;
}

function releaseOf(file: string): string | undefined {
  return /^\/boot\/System\.map-(.+)$/.exec(file)?.[1] ?? /^\/lib\/modules\/([^/]+)\//.exec(file)?.[1];
}
