import { z } from "zod";
import type { FactReader } from "../../read/engine/fact-reader.ts";
import { contribution, refusal } from "../contribution/contribution.ts";
import { setting } from "../contribution/setting.ts";

/** Whether kernels have the ACS override patch, by release. A release that is missing is unknown. */
export type AcsPatch = Readonly<Record<string, boolean>>;

/** Writes `downstream,multifunction` for `both`, for kernels that have the patch. */
export const acsOverride = setting({
  properties: {
    acsOverride: z
      .enum(["downstream", "multifunction", "both"])
      .optional()
      .describe(
        "Splits IOMMU groups by pretending isolation that the hardware does not promise " +
          "(`pcie_acs_override`). This weakens isolation and always warns: devices of what was one " +
          "group can reach each other's memory. Try another slot, or pass the whole group, first. Needs " +
          "a patched kernel.",
      ),
    allowUnknownAcsPatch: z
      .boolean()
      .optional()
      .describe(
        "Whether to write `acsOverride` if it is unknown whether every installed kernel has the " +
          "patch. A kernel that certainly lacks it is refused in any case. Default false.",
      ),
  },
  ask: ({ acsOverride }): FactReader<AcsPatch> | undefined =>
    acsOverride === undefined ? undefined : acsPatchReader,
  contribute({ acsOverride: kind, allowUnknownAcsPatch = false }, { kernel }, patch: AcsPatch | undefined) {
    if (kind === undefined) return contribution();
    const releases = kernel.installed
      .filter(({ image }) => image !== undefined)
      .map(({ release }) => release);
    const problems = problemsOf(releases, patch, allowUnknownAcsPatch);
    if (problems.length > 0) return refusal(...problems);
    const value = kind === "both" ? "downstream,multifunction" : kind;
    return contribution({ commandLine: { pcie_acs_override: value }, warnings: [WARNING] });
  },
});

function problemsOf(
  releases: readonly string[],
  patch: AcsPatch | undefined,
  allowUnknown: boolean,
): readonly string[] {
  const without = releases.filter((release) => patch?.[release] === false);
  const unknown = allowUnknown ? [] : releases.filter((release) => patch?.[release] === undefined);
  return [
    ...without.map(
      (release) =>
        `acsOverride: kernel ${release} does not have the ACS override patch and would ignore the option`,
    ),
    ...unknown.map(
      (release) =>
        `acsOverride: it cannot be told whether kernel ${release} has the ACS override patch; set allowUnknownAcsPatch if you know that it has`,
    ),
  ];
}

const WARNING =
  "acsOverride weakens isolation: it only pretends that devices are kept apart, so a guest's device may reach the memory of other devices of what was one IOMMU group, and through them the host's";

/**
 * The patch adds the function `pcie_acs_overrides` to drivers/pci/quirks.c, and every kernel has
 * `pci_acs_enabled` beside it: where only the latter is found, the list of symbols is a real one (Debian's
 * System.map is a stub) and the patch is missing. Not part of the observation, because it reads some hundred
 * thousand lines for a setting that hardly anybody has.
 */
export const acsPatchReader: FactReader<AcsPatch> = {
  script: `
read -r release </proc/sys/kernel/osrelease && echo "running $release"
grep -sHoE ' (pcie_acs_overrides|pci_acs_enabled)(\\..*)?$' /proc/kallsyms /boot/System.map-* /lib/modules/*/System.map
exit 0
`,
  parse: ({ stdout }) => parseAcsPatch(stdout),
};

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
