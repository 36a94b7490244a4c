import type { BootFacts } from "../../model/boot/boot-facts.ts";
import { ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import type { WantedBoot, WantedOverlay } from "../../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../../model/command-line/arguments.ts";
import { type BindTarget, parseBindValue, renderBindValue } from "../../model/command-line/bind-token.ts";
import { hasToken, parseCommandLine, parseToken } from "../../model/command-line/command-line.ts";
import { IDS_KEY } from "../../model/command-line/ids-token.ts";
import { type ManagedFacts, writtenText } from "../../model/facts/managed-facts.ts";
import { OVERLAY } from "../../model/managed-paths.ts";
import type { PciAddress } from "../../model/pci-address.ts";
import { argumentFiles, managedLoader } from "../loaders/choose-loader.ts";

/**
 * The boot configuration as it is on the host, in the form of a wanted one, so that the two can be compared
 * property by property: files as they are, our arguments that every ordinary boot entry has, functions
 * that boot entries bind.
 */
export function foundBoot(facts: BootFacts): WantedBoot {
  const { managed } = facts;
  const written = new Set(managed.journal?.files ?? []);
  const files = Object.entries(managed.files).filter(([path]) => written.has(path));
  return {
    functions: foundFunctions(facts),
    commandLine: foundArguments(facts),
    files: Object.fromEntries(files.map(([path, { text }]) => [path, text])),
    ...foundDelivery(facts),
  };
}

/**
 * The functions that were to be bound when the configuration was last written; empty when it never was. The
 * journal has every token that was ever written, once, so its last one need not be the one of now: it counts
 * only for a run that was cut off before it wrote the file.
 */
export function writtenTargets({ managed }: Pick<BootFacts, "managed">): readonly BindTarget[] {
  const text = [...(managed.journal?.tokens ?? []), ...writtenWords(managed)].findLast(
    (token) => parseToken(token).key === "vfio_bind",
  );
  return parseBindValue(parseToken(text ?? "").value ?? "") ?? [];
}

/** An argument that we wrote once and do not write any more is another program's where it still is. */
function foundArguments({ bootLoader, managed }: BootFacts): KernelArguments {
  const written = writtenWords(managed);
  const entries = ordinaryEntries(bootLoader.entries).map(({ commandLine }) => parseCommandLine(commandLine));
  const tokens = (managed.journal?.tokens ?? []).filter(
    (text) => written.includes(text) && entries.length > 0 && entries.every((entry) => hasToken(entry, text)),
  );
  return Object.fromEntries(
    tokens.map((text) => {
      const { value } = parseToken(text);
      return [value === undefined ? text : text.slice(0, text.indexOf("=")), value ?? true] as const;
    }),
  );
}

/** The words of what we wrote last, our tokens among them. */
function writtenWords(managed: ManagedFacts): readonly string[] {
  return argumentFiles.flatMap((path) => (writtenText(managed, path) ?? "").split(/[\s"]+/));
}

/** A function that was to be bound in this boot and is not says who holds it. */
function foundFunctions(facts: BootFacts): Readonly<Record<PciAddress, string>> {
  const targets = writtenTargets(facts);
  const running = parseCommandLine(facts.kernel.commandLine);
  const due = hasToken(running, `vfio_bind=${renderBindValue(targets)}`);
  return Object.fromEntries(
    targets.map(({ address, ids }) => {
      const device = facts.pci.find((candidate) => candidate.address === address);
      const loose = due && device?.driver !== "vfio-pci";
      return [address, loose ? `${ids} (bound to ${device?.driver ?? "no driver"})` : ids];
    }),
  );
}

/** Where images carry the bind script, or functions are bound by ids, there is no overlay to be missed. */
function foundDelivery(facts: BootFacts): Pick<WantedBoot, "overlay" | "images"> {
  const { images, overlay } = facts.managed;
  if (images === undefined) {
    const byIds = writtenWords(facts.managed).some((word) => parseToken(word).key === IDS_KEY);
    return byIds && overlay === undefined ? {} : { overlay: foundOverlay(facts) };
  }
  const there = Object.entries(images)
    .filter(([, { state }]) => state !== "missing")
    .map(([path, { kernel, tool, bind, state }]) => {
      const seen = state === "as-seen" ? bind : "changed since it was looked into";
      return [path, { kernel, tool, bind: seen }] as const;
    });
  return {
    images: Object.fromEntries(there),
    ...(overlay === undefined ? {} : { overlay: foundOverlay(facts) }),
  };
}

function foundOverlay({ managed: { overlay }, bootLoader }: BootFacts): WantedOverlay {
  const path = overlay?.path ?? managedLoader(bootLoader).bootFolder({ bootLoader }) + OVERLAY;
  if (overlay?.sha256 === undefined) return { path, bind: "missing", kernels: "" };
  const { sha256, built } = overlay;
  if (built === undefined || built.sha256 !== sha256) return { path, bind: "damaged", kernels: "" };
  return { path, bind: built.bind, kernels: [...built.kernels].sort().join(" ") };
}
