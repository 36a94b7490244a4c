import type { BootChange, ImagesChange } from "../../model/boot/boot-change.ts";
import type { BootFacts } from "../../model/boot/boot-facts.ts";
import { knownImages } from "../../model/boot/image-paths.ts";
import { loadsOverlay, ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import { hasToken, missingFrom, parseCommandLine } from "../../model/command-line/command-line.ts";
import { DUE, type ManagedFacts } from "../../model/facts/managed.ts";
import { OVERLAY, paths } from "../../model/paths.ts";
import { menuLag } from "../entries/menu-lag.ts";
import { staleTokens } from "../entries/stale-tokens.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { planD3cold } from "./plan-d3cold.ts";
import { planImages } from "./plan-images.ts";
import { planRunning } from "./plan-running.ts";
import { planSysctl } from "./plan-sysctl.ts";

/** Unpacking stops at the damage, and the host's own image, which follows, is not unpacked. */
const DAMAGED =
  "its content is not what was built: it is damaged or was replaced, and the next boot may fail";

/** What must be done so that the host is, and next boots, as wanted; empty when it is so. */
export function planBoot(facts: BootFacts, wanted: WantedBoot): readonly BootChange[] {
  const files = planFiles(facts.managed, wanted);
  const overlay = planOverlay(facts, wanted, files);
  const tokens = planTokens(facts, wanted);
  const images = planImages({ ...facts.managed, images: knownImages(facts) }, wanted, files);
  const menu = planMenu(facts, wanted, files, tokens, images);
  const texts = { ours: facts.managed.ours[paths.sysctl], wanted: wanted.files[paths.sysctl] };
  const rules = { ours: facts.managed.ours[paths.udev], wanted: wanted.files[paths.udev] };
  const running: readonly BootChange[] = [
    ...planSysctl(facts.sysctl, texts),
    ...planD3cold(facts.pci, rules),
  ];
  const stored: readonly BootChange[] = [...files, ...running, ...overlay, ...images, ...tokens, ...menu];
  return [...stored, ...planRunning(facts, wanted, stored)];
}

function planFiles(managed: ManagedFacts, wanted: WantedBoot): readonly BootChange[] {
  const known = [...new Set([...Object.keys(wanted.files), ...(managed.journal?.files ?? [])])].sort();
  return known.flatMap((path): readonly BootChange[] => {
    const [before, after] = [managed.files[path]?.text, wanted.files[path]];
    if (before !== after) return [{ kind: "file", path, before, after }];
    return managed.ours[path] === after ? [] : [{ kind: "copy", path, after }];
  });
}

/**
 * GRUB's `initrd` command loads nothing when one of its files is missing; the kernel then panics: "Unable to mount root fs" (seen with 2.06).
 * systemd-boot does not start such an entry at all.
 */
const MISSING =
  "it is missing, and the boot menu names it: the next boot would be without any initramfs, and fail";

function planOverlay(
  { managed: { overlay }, bootLoader }: BootFacts,
  wanted: WantedBoot,
  files: readonly BootChange[],
): readonly BootChange[] {
  const change = (because: string, endangersBoot = false) => [
    { kind: "overlay" as const, because, endangersBoot },
  ];
  if (wanted.overlay === undefined) {
    const path = overlay?.path ?? managedLoader(bootLoader).bootFolder({ bootLoader }) + OVERLAY;
    return overlay === undefined ? [] : [{ kind: "no-overlay" as const, path }];
  }
  const named = bootLoader.entries.some(({ initrds }) => initrds.some((path) => path.endsWith(OVERLAY)));
  if (overlay?.sha256 === undefined) return named ? change(MISSING, true) : change("it does not exist");
  const { sha256, built } = overlay;
  if (built === undefined) return change("it is not known how it was built");
  if (sha256 !== built.sha256) return change(DAMAGED, named);
  if (built.bind === DUE) return change("an earlier run ended before it was built");
  if (built.bind !== wanted.overlay.bind) return change("it holds another bind script");
  if ([...built.kernels].sort().join(" ") !== wanted.overlay.kernels) {
    return change(`it holds modules for ${built.kernels.join(", ") || "no kernel"}`);
  }
  const options = files.some(
    (change) =>
      change.kind === "file" &&
      change.path === paths.modprobe &&
      vfioOptions(change.before) !== vfioOptions(change.after),
  );
  return options ? change("it holds the options of the vfio modules") : [];
}

/** The lines of modprobe.d that get into the overlay: options of vfio-pci and of the modules that it needs. */
function vfioOptions(text = ""): string {
  const lines = text.split("\n").filter((line) => /^options (?:vfio|irqbypass)/.test(line));
  return lines.join("\n");
}

/** Tokens that some ordinary entry lacks, and tokens of ours that some entry still has. */
function planTokens({ bootLoader, managed }: BootFacts, wanted: WantedBoot): readonly BootChange[] {
  const line = tokensOf(wanted.commandLine);
  const configured = ordinaryEntries(bootLoader.entries).map((entry) => parseCommandLine(entry.commandLine));
  const missing = new Set(configured.flatMap((entry) => missingFrom(entry, line)).map(({ text }) => text));
  if (configured.length === 0) for (const { text } of line) missing.add(text);
  const stale = staleTokens({ bootLoader, managed }, line).filter((text) =>
    configured.some((entry) => hasToken(entry, text)),
  );
  return [
    ...stale.map((text) => ({ kind: "token" as const, action: "remove" as const, text })),
    ...[...missing].map((text) => ({ kind: "token" as const, action: "add" as const, text })),
  ];
}

function planMenu(
  { bootLoader, managed }: BootFacts,
  wanted: WantedBoot,
  files: readonly BootChange[],
  tokens: readonly BootChange[],
  images: readonly ImagesChange[],
): readonly BootChange[] {
  const { menu: what, argumentsFile, withImages, lacks } = managedLoader(bootLoader);
  const lag = menuLag(bootLoader, managed);
  const late = lag === undefined ? {} : { lag };
  const change = (because: string) => [{ kind: "menu" as const, what, because, ...late }];
  if (files.some((file) => file.kind === "file" && file.path === argumentsFile))
    return change(`${argumentsFile} changes`);
  if (files.some((file) => file.kind === "copy" && file.path === argumentsFile))
    return change(`an earlier run ended after it had written ${argumentsFile}`);
  if (tokens.length > 0) return change("its entries do not have the wanted command line");
  if (withImages !== undefined && images.length > 0) return change(withImages);
  if (managed.entriesDue === true) return change("an earlier run ended before its entries were made");
  const lacking = lacks?.(bootLoader, wanted.commandLine);
  if (lacking !== undefined) return change(lacking);
  const entries = ordinaryEntries(bootLoader.entries);
  if (wanted.overlay === undefined)
    return entries.some(loadsOverlay) ? change("its entries still load the overlay initrd") : [];
  if (!entries.every(loadsOverlay))
    return change("its entries do not load the overlay initrd before the host's own image");
  return [];
}
