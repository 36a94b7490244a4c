import { parseToken, renderTokens } from "../../../../host/model/command-line/command-line.ts";
import type { ToolName } from "../../../../host/model/facts/initramfs-facts.ts";
import {
  type ImageFacts,
  type Journal,
  type ManagedFacts,
  sha256,
} from "../../../../host/model/facts/managed-facts.ts";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import { paths } from "../../../../host/model/managed-paths.ts";
import { entries, KERNEL, OVERLAY_FILE } from "./lab-host.ts";

/** The value of every kernel setting that nobody has set. */
export const UNTOUCHED = "60";

/** Instructions, each as its words. */
type Words = readonly (readonly string[])[];

/** A host after the transaction's instructions were carried out on it. */
export function changed(facts: Observation, lines: readonly string[]): Observation {
  const words = lines.map((line) => line.split(" "));
  const managed = managedAfter(facts.managed, words);
  const sysctl = sysctlAfter(facts.sysctl, words);
  const isMenuMade = lines.includes("menu");
  const bootLoader = isMenuMade ? { ...facts.bootLoader, entries: menuOf(managed) } : facts.bootLoader;
  return { ...facts, managed, sysctl, bootLoader };
}

function managedAfter(managed: ManagedFacts, words: Words): ManagedFacts {
  const files = filesAfter(managed.files, words);
  const ours = Object.fromEntries(Object.entries(files).map(([path, { text }]) => [path, text]));
  const bind = sha256(files[paths.bind]?.text ?? "");
  const built = { sha256: `built of ${bind}`, bind, kernels: [KERNEL] };
  const makesOverlay = words.some(([what]) => what === "overlay");
  const overlay = makesOverlay ? { sha256: built.sha256, built } : managed.overlay;
  const images = imagesIn(words, bind);
  const carried = Object.keys(images).length > 0 ? { images: { ...managed.images, ...images } } : {};
  const waits = words.find(([what]) => what === "module-options")?.[1];
  const moduleOptionsChangedIn = waits ?? managed.moduleOptionsChangedIn;
  const journal = journalAfter(managed.journal, words);
  return { ...managed, files, ours, journal, overlay, moduleOptionsChangedIn, ...carried };
}

function filesAfter(before: ManagedFacts["files"], words: Words): ManagedFacts["files"] {
  const files = { ...before };
  for (const [what, first, second, path, data] of words) {
    if (what === "remove" && second !== undefined) delete files[second];
    if (what !== "file" || path === undefined) continue;
    const text = Buffer.from(data ?? "", "base64").toString();
    files[path] = { text, sha256: sha256(text) };
    if (first === undefined) throw new Error("no mode");
  }
  return files;
}

function journalAfter(before: Journal | undefined, words: Words): Journal {
  const all = (kind: string, at: number) =>
    words.filter(([what]) => what === kind).map((line) => line[at] ?? "");
  return {
    files: [...new Set([...(before?.files ?? []), ...all("file", 3)])],
    tokens: [...new Set([...(before?.tokens ?? []), ...all("token", 1)])],
    drivers: before?.drivers ?? driversIn(words),
  };
}

function driversIn(words: Words): Readonly<Record<string, string>> {
  const named = words.filter(([what]) => what === "function");
  return Object.fromEntries(
    named.map(([, address = "", driver = ""]) => [address, driver.replace("none", "")]),
  );
}

function imagesIn(words: Words, bind: string): Readonly<Record<string, ImageFacts>> {
  return Object.fromEntries(
    words.flatMap(([what, , tool = "", kernel = "", path = ""]) =>
      what === "image" ? [[path, { kernel, tool: tool as ToolName, bind, state: "as-seen" as const }]] : [],
    ),
  );
}

function sysctlAfter(sysctl: Observation["sysctl"], words: Words): Observation["sysctl"] {
  const values = words.flatMap(([what, name = "", data = ""]) =>
    what === "sysctl" ? [[name, Buffer.from(data, "base64").toString()] as const] : [],
  );
  const before = Object.fromEntries(values.map(([name]) => [name, sysctl.running[name] ?? UNTOUCHED]));
  return {
    running: { ...sysctl.running, ...Object.fromEntries(values) },
    before: { ...before, ...sysctl.before },
  };
}

/** The entries that GRUB's program makes of the drop-in. */
function menuOf({ files, overlay }: ManagedFacts): Observation["bootLoader"]["entries"] {
  const text = files[paths.grub]?.text ?? "";
  const [, tokens = ""] = /CMDLINE_LINUX_DEFAULT ([^"]*)"/.exec(text) ?? [];
  const line = renderTokens(tokens.split(" ").map(parseToken));
  return entries(` ${line}`, overlay === undefined ? [] : [OVERLAY_FILE]);
}
