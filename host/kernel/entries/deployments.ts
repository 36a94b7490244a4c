import { readFileSync } from "node:fs";
import { z } from "zod";
import { lastPart } from "../../facts/names.ts";
import type { TaggedLines } from "../../facts/tagged.ts";
import type { BootEntry } from "./boot-loader.ts";

/** What rpm-ostree is going to start, and what it is doing. */
export interface DeploymentFacts {
  /** What is being done now, as rpm-ostree calls it; absent = nothing. */
  readonly busyWith?: string | undefined;
  /** Whether the deployment that is started next is not the running one. */
  readonly isPending: boolean;
  /** Whether it is put into the boot entries only when the system goes down. */
  readonly isStaged: boolean;
  readonly commandLine: string;
  /** Release of its kernel; absent = unknown. */
  readonly kernel?: string | undefined;
  /** What dracut is given when the initramfs is made on this host for every deployment; absent = it comes with the tree. */
  readonly initramfsArguments?: readonly string[] | undefined;
  /** Whether its initramfs has the module vfio-pci; absent = not looked at (nothing asks for it), or it could not be told. */
  readonly hasVfioPci?: boolean | undefined;
}

/** Shell function `deployments`, which prints the lines that `parseDeployments` reads; nothing on other systems. */
export const deploymentsScript: string = readFileSync(
  new URL("./scripts/deployments.sh", import.meta.url),
  "utf8",
);

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
 * The entries with the one that is started next as rpm-ostree's; those of other deployments are what a person falls back to, and are not judged. A
 * staged deployment has no entry before the system goes down, and gets the one that will be made. When nothing is known, all count.
 */
export function deploymentEntries(
  entries: readonly BootEntry[],
  next: DeploymentFacts | undefined,
): { readonly entries: readonly BootEntry[]; readonly defaultEntry?: BootEntry | undefined } {
  const plain = entries.map(({ source: _, ...entry }) => entry);
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
  return { ...entry, copyOf, source: "rpm-ostree" };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
