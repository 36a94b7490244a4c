import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseCommandLine, valuesOf } from "../../../model/command-line/command-line.ts";
import type { BootEntry } from "../../../model/facts/boot-loader-facts.ts";
import type { DeploymentFacts } from "../../../model/facts/deployments-facts.ts";
import { lastPart } from "../../../model/names.ts";
import type { TaggedLines } from "../../../read/engine/tagged-lines.ts";
import type { LoaderReader } from "../contract/loader-reader.ts";

/**
 * Shell function `deployments`, which prints the lines that `parseDeployments` reads; nothing on other
 * systems.
 */
export const deploymentsScript: string = readFileSync(new URL("./deployments.sh", import.meta.url), "utf8");

/** The entries of a system that ostree deploys. */
export const rpmOstreeReader: LoaderReader = {
  tools: ["rpm-ostree"],
  script: `${deploymentsScript}\ndeployments\n`,
  owned: (lines, { entries }) => {
    const running = parseCommandLine(lines.first("cmdline") ?? "");
    if (valuesOf(running, "ostree").length === 0) return undefined;
    const evidence = "ostree= on the command line";
    return { owner: "rpm-ostree", evidence, ...deploymentEntries(entries, parseDeployments(lines)) };
  },
  facts: (lines) => ({ deployment: parseDeployments(lines) }),
};

const status = z.object({
  deployments: z.array(
    z.object({
      booted: z.boolean(),
      staged: z.boolean().optional(),
      "regenerate-initramfs": z.boolean().optional(),
      "initramfs-args": z.array(z.string()).optional(),
    }),
  ),
  transaction: z.array(z.string()).nullish(),
});

/** Reads what rpm-ostree says; `undefined` when it says nothing that can be understood. */
export function parseDeployments(lines: TaggedLines): DeploymentFacts | undefined {
  const commandLine = lines.first("deployment-arguments");
  const said = status.safeParse(json(lines.first("deployments") ?? ""));
  const next = said.data?.deployments[0];
  if (said.data === undefined || next === undefined || commandLine === undefined) return undefined;
  const kernels = lines.all("deployment-kernel");
  const [image] = lines.all("deployment-image");
  return {
    busyWith: said.data.transaction?.[0],
    isPending: !next.booted,
    isStaged: next.staged === true,
    commandLine,
    kernel: kernels.length === 1 ? kernels[0] : undefined,
    initramfsArguments: next["regenerate-initramfs"] === true ? (next["initramfs-args"] ?? []) : undefined,
    hasVfioPci: image === undefined ? undefined : image === "has",
  };
}

/**
 * The entries with the one that is started next as rpm-ostree's; those of other deployments are what the user
 * falls back to, and are not judged. A staged deployment has no entry before the system goes down, and gets
 * the one that will be made. When nothing is known, all count.
 */
export function deploymentEntries(
  entries: readonly BootEntry[],
  next: DeploymentFacts | undefined,
): { readonly entries: readonly BootEntry[]; readonly defaultEntry?: BootEntry | undefined } {
  const plain = entries.map(({ source: _, ofSystem: __, hostImage: ___, ...entry }) => entry);
  const isDeployment = ({ commandLine }: BootEntry) => /(?:^|\s)ostree=/.test(commandLine);
  const staged = next?.isStaged === true ? stagedEntry(next) : undefined;
  if (staged !== undefined) return { entries: [staged, ...plain], defaultEntry: staged };
  const first = plain.find((entry) => isDeployment(entry) && entry.title.endsWith("(ostree:0)"));
  const own: readonly BootEntry[] = plain.map((entry) =>
    entry === first || (first === undefined && isDeployment(entry)) ? ownEntry(entry) : entry,
  );
  const defaultEntry = own.find(({ source }) => source !== undefined);
  return first === undefined ? { entries: own } : { entries: own, defaultEntry };
}

function stagedEntry({ commandLine, kernel = "" }: DeploymentFacts): BootEntry {
  return ownEntry({
    id: "ostree-staged",
    title: "the deployment that is staged (ostree:0)",
    kernel: `/ostree/vmlinuz-${kernel}`,
    commandLine,
    initrds: [`/ostree/initramfs-${kernel}.img`],
  });
}

/** Kernels and images in /boot are copies of what is in the tree. */
function ownEntry(entry: BootEntry): BootEntry {
  const folder = `/lib/modules/${lastPart(entry.kernel).replace(/^vmlinuz-/, "")}`;
  const copyOf = { kernel: `${folder}/vmlinuz`, image: `${folder}/initramfs.img` };
  return { ...entry, copyOf, source: "rpm-ostree", ofSystem: true };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
