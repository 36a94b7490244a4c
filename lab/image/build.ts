import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";
import { createIdentity, entryTokenFile, type Identity, type IdentitySlots } from "../machine/identity.ts";
import { machinePaths } from "../machine/paths.ts";
import { removablePackages } from "../machine/variants.ts";
import { findMachineIdSlots } from "./esp-slots.ts";
import { guestSuite } from "./guest-packages.ts";
import { type Part, packagesWith, partsDir, partsOf, standardParts } from "./parts.ts";
import { prepareImage } from "./prepare.ts";
import { contentsDir, labPassword } from "./recipe.ts";
import { type ImageOptions, writeImageRecord } from "./record.ts";
import { findIdentitySlots, standardFiles, verifyIdentitySlots } from "./slots.ts";
import { hostAptSources } from "./sources.ts";

/**
 * Builds disk.qcow2, vars.qcow2 and image.json in `dir`, without a mount, a loop device or KVM.
 * What failed is in `dir`/build.log.
 */
export async function buildImage(dir: string, options: ImageOptions): Promise<void> {
  checkHost();
  const { onProgress, signal } = options;
  const wanted = options.parts ?? standardParts;
  const parts = partsOf(wanted);
  const logPath = join(dir, "build.log");
  const work = machinePaths(join(dir, "work"));
  const tree = join(dir, "tree");
  const bootDir = join(dir, "boot");
  for (const path of [work.dir, bootDir]) mkdirSync(path, { recursive: true });
  const identity = await createIdentity(work, "workstation", signal);

  onProgress?.("building the image: Debian packages (about 2 minutes)");
  await installTree(tree, work.dir, parts, { logPath, signal });
  onProgress?.("building the image: disk");
  const env = { LAB_CONTENTS: contentsDir };
  const rawDisk = join(dir, "disk.raw");
  writeTexts(work.dir, identity);
  await run("sh", [join(contentsDir, "disk.sh"), tree, rawDisk, bootDir, work.dir], { env, logPath, signal });
  for (const part of parts.filter(({ partitions }) => partitions))
    await run("sh", [join(part.dir, "disk.sh"), rawDisk], { logPath, signal });
  const identitySlots = await findIdentitySlots(rawDisk, standardFiles, signal);
  rmSync(tree, { recursive: true });

  onProgress?.("building the image: first boot");
  await prepareImage({ paths: { ...work, disk: rawDisk }, bootDir, parts, logPath, options });
  await verifyIdentitySlots(rawDisk, identitySlots, identity);
  const entries = wanted.systemdBoot ? await entrySlots(rawDisk, identity, signal) : undefined;
  onProgress?.("building the image: converting");
  await run("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", rawDisk, join(dir, "disk.qcow2")], {
    signal,
  });
  await run("qemu-img", ["convert", "-f", "qcow2", "-O", "qcow2", work.vars, join(dir, "vars.qcow2")], {
    signal,
  });
  for (const path of [rawDisk, work.dir, bootDir]) rmSync(path, { recursive: true });
  writeImageRecord(dir, {
    identitySlots: [...identitySlots, ...(entries?.identitySlots ?? [])],
    machineIdSlots: entries?.machineIdSlots,
  });
}

function checkHost(): void {
  if (process.arch !== "x64") {
    throw new LocalError({
      what: `The lab image can be built on x86-64 only, this machine is ${process.arch}`,
    });
  }
  if (process.getuid?.() !== 0) {
    throw new LocalError({
      what: "Building the lab image needs root, because it installs a Debian system into a folder",
      next: "run the same command once as root with XDG_CACHE_HOME set to a folder that this user can read too",
    });
  }
}

interface StepOptions {
  readonly logPath: string;
  readonly signal: AbortSignal | undefined;
}

async function installTree(
  tree: string,
  identityDir: string,
  parts: readonly Part[],
  step: StepOptions,
): Promise<void> {
  const sources = await hostAptSources(guestSuite, step.signal);
  const left = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*"];
  const options = [
    "--variant=apt",
    "--mode=root",
    "--format=directory",
    "--architectures=amd64",
    `--include=${packagesWith(parts).join(",")}`,
    ...sources.settings.map((line) => `--aptopt=${line}`),
    ...left.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    "--skip=cleanup/apt",
    '--customize-hook=sh "$LAB_CONTENTS/customize.sh" "$1"',
    ...parts
      .filter(({ customizes }) => customizes)
      .map(({ name }) => `--customize-hook=sh "$LAB_PARTS/${name}/customize.sh" "$1"`),
  ];
  const env = {
    LAB_CONTENTS: contentsDir,
    LAB_PARTS: partsDir,
    LAB_IDENTITY: identityDir,
    LAB_PASSWORD: labPassword,
    LAB_REPO_PACKAGES: removablePackages.join(" "),
  };
  await run("mmdebstrap", [...options, guestSuite, tree, "-"], { ...step, env, input: sources.list });
}

/** Where the boot entries that were made in the first boot hold the machine id. */
async function entrySlots(
  disk: string,
  { machineId }: Identity,
  signal: AbortSignal | undefined,
): Promise<IdentitySlots> {
  return {
    identitySlots: await findIdentitySlots(disk, [entryTokenFile], signal),
    machineIdSlots: await findMachineIdSlots(disk, machineId.trim()),
  };
}

/** The texts of /etc that disk.sh puts in at the very end. */
function writeTexts(dir: string, identity: Identity): void {
  writeFileSync(join(dir, "machine-id"), identity.machineId);
  writeFileSync(join(dir, "hostname"), identity.hostname);
  writeFileSync(join(dir, "hosts"), identity.hosts);
}
