import type {
  EfiVariables,
  FilePlace,
  GrubPlace,
  TrialFacts,
  TrialRecord,
  TrialState,
} from "../../model/facts/trial-facts.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

/** Takes what the reader printed apart. */
export function parseTrial(text: string): TrialFacts {
  const lines = new TaggedLines(text);
  const grub = placeOf(lines, "grub");
  const finish = numberOf(/^FinishTimestampMonotonic=(\d+)$/m.exec(text)?.[1]);
  const changed = lines.pairs("changed-at").map(([seconds, path]) => [path, Number(seconds)] as const);
  const [image] = lines.pairs("proven-image");
  return {
    grub: grub === undefined ? undefined : { ...grub, ...grubOf(lines) },
    efiPartition: placeOf(lines, "efi"),
    efiVariables: lines.has("efi") ? variablesOf(lines) : undefined,
    ...(lines.has("fallback-loader") ? { fallbackLoader: "systemd-boot" } : {}),
    ...(lines.has("missing") ? { missing: lines.all("missing") } : {}),
    systemd: lines.has("systemd"),
    bootSeconds: finish === undefined || finish === 0 ? undefined : Math.ceil(finish / 1_000_000),
    bootedAt: numberOf(lines.first("booted-at")),
    changedAt: Object.fromEntries(changed),
    encrypted: Object.fromEntries(lines.all("encrypted").map((name) => [name, opensByItself(lines, name)])),
    ...(lines.has("encrypted-menu") ? { encryptedMenu: lines.all("encrypted-menu") } : {}),
    record: recordOf(lines),
    ...(lines.has("left-over") ? { leftOver: true } : {}),
    proven: lines.first("proven"),
    ...(image === undefined ? {} : { provenImage: { path: image[1], at: Number(image[0]) } }),
    now: numberOf(lines.first("now")),
  };
}

function grubOf(lines: TaggedLines): Omit<GrubPlace, keyof FilePlace> {
  return {
    readsCustomFile: lines.has("custom-file"),
    ...(lines.has("custom-link") ? { customFileIsLink: true } : {}),
    ...(lines.has("no-editenv") ? { editor: "missing" } : {}),
  };
}

/** `place <name> <folder> <layer> TARGET="…" FSTYPE="…" …`, as findmnt prints pairs. */
function placeOf(lines: TaggedLines, name: string): FilePlace | undefined {
  const found = lines.pairs("place").find(([which]) => which === name);
  if (found === undefined) return undefined;
  const [, folder = "", layer = "", pairs = ""] = /^(\S+) (\S+) (.*)$/.exec(found[1]) ?? [];
  const value = (key: string) => new RegExp(`(?:^| )${key}="([^"]*)"`).exec(pairs)?.[1] ?? "";
  const options = value("OPTIONS").split(",");
  // The kernel shows a mode of the journal that is not the default of the file system.
  const mode = options.find((option) => option.startsWith("data="));
  const journalsData =
    mode === undefined ? lines.all("journals-data").includes(name) : mode === "data=journal";
  return {
    folder,
    mountedAt: value("TARGET"),
    type: value("FSTYPE"),
    uuid: value("UUID") || undefined,
    writable: options.includes("rw"),
    layer: layer === "device-mapper" || layer === "md" ? layer : "plain",
    ...(lines.all("inline-data").includes(name) ? { inlineData: true } : {}),
    ...(journalsData ? { journalsData } : {}),
  };
}

/**
 * Boot loader interface: https://systemd.io/BOOT_LOADER_INTERFACE, LoaderFeatures, bit 3 (entry for one
 * boot).
 */
const ONE_SHOT = 8;

function variablesOf(lines: TaggedLines): EfiVariables {
  const features = numberOf(lines.first("features")) ?? 0;
  return {
    writable: lines.has("efi-writable"),
    oneShot: (features & ONE_SHOT) !== 0,
    selected: lines.first("selected"),
  };
}

/** A PIN for the TPM, and the script of cryptsetup that keeps what the user has typed for other devices. */
const ASKS = /(?:^|,)(?:tpm2-pin=(?:1|y|yes|t|true|on)|keyscript=(?:[^,]*\/)?decrypt_keyctl)(?:,|$)/;

/** crypttab(5): name, device, key file (`none` or `-` for a passphrase), options. */
function opensByItself(lines: TaggedLines, name: string): boolean {
  const line = lines.all("crypttab").find((text) => text.split(/\s+/)[0] === name);
  const [, , key = "none", options = ""] = line?.split(/\s+/) ?? [];
  if (ASKS.test(options)) return false;
  if (lines.all("clevis").includes(name)) return true;
  const hasKey = key !== "none" && key !== "-" && key !== "/dev/urandom";
  return hasKey || /(?:^|,)(?:tpm2-device|keyscript)=/.test(options);
}

const STATES: readonly TrialState[] = ["staged", "armed", "committing", "fell-back", "rejected"];

/**
 * A record is written as a whole; one that lacks something is none of ours, and counts as armed, so that no
 * run goes on without looking.
 */
function recordOf(lines: TaggedLines): TrialRecord | undefined {
  if (!lines.has("record")) return undefined;
  const values = new Map(lines.pairs("record"));
  return {
    id: values.get("id") ?? "",
    state: STATES.find((state) => state === values.get("state")) ?? "armed",
    bootId: values.get("boot") ?? "",
    since: numberOf(values.get("since")) ?? 0,
    seconds: numberOf(values.get("seconds")) ?? 0,
  };
}

function numberOf(text: string | undefined): number | undefined {
  const number = Number(text);
  return text === undefined || text === "" || !Number.isFinite(number) ? undefined : number;
}
