import { parseBindValue } from "../../../../host/model/command-line/bind-token.ts";
import { parseCommandLine, valuesOf } from "../../../../host/model/command-line/command-line.ts";
import { IDS_KEY, takesByIds } from "../../../../host/model/command-line/ids-token.ts";
import type { BootEntry } from "../../../../host/model/facts/boot-loader-facts.ts";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import { OVERLAY_FILE } from "./lab-host.ts";

/** What a boot depends on beside its entry. */
export interface Booting {
  /** The functions before anything binds them. */
  readonly atBoot: Observation["pci"];
  /** What is done for the image of a trial of its own; `undefined` when that is not what boots. */
  readonly triedImage: string | undefined;
  /** What the bind script says instead of binding. */
  readonly refusal: string | undefined;
}

/** A host after a boot of an entry. */
export function booted(
  facts: Observation,
  entry: BootEntry | undefined,
  bootId: string,
  { atBoot, triedImage, refusal }: Booting,
): Observation {
  const commandLine = entry?.commandLine ?? "";
  const { tokens } = parseCommandLine(commandLine);
  const targets = parseBindValue(tokens.find(({ key }) => key === "vfio_bind")?.value ?? "") ?? [];
  const binds = carriesScript(facts, entry, triedImage) && refusal === undefined;
  const [ids] = valuesOf(parseCommandLine(commandLine), IDS_KEY).slice(-1);
  const claims = facts.kernel.installed.every(({ vfioPci }) => vfioPci === "builtin") ? (ids ?? "") : "";
  return {
    ...facts,
    kernel: { ...facts.kernel, commandLine, bootId },
    pci: atBoot.map((device) =>
      (binds && targets.some(({ address }) => address === device.address)) || takesByIds(claims, device)
        ? { ...device, driver: "vfio-pci" }
        : device,
    ),
    managed: {
      ...facts.managed,
      bindLog: refusal === undefined || targets.length === 0 ? [] : [refusal],
    },
  };
}

/** Whether the entry loads the bind script: by an overlay, or in its image. */
function carriesScript(
  { managed }: Observation,
  entry: BootEntry | undefined,
  triedImage: string | undefined,
): boolean {
  const initrds = entry?.initrds ?? [];
  if (initrds.slice(0, -1).some((path) => path === OVERLAY_FILE || path === "/boot/vfio/trial.cpio"))
    return true;
  const image = initrds.at(-1) ?? "";
  return image === "/boot/vfio/trial.img"
    ? triedImage === "build"
    : managed.images?.[image]?.state === "as-seen";
}
