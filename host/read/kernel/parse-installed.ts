import type { InstalledKernel, ModuleForm } from "../../model/facts/kernel-facts.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

/** Finds the installed kernels in the tagged lines about the system, oldest first. */
export function parseInstalledKernels(text: string, running: string): readonly InstalledKernel[] {
  const lines = new TaggedLines(text);
  const files = new Set(lines.all("file"));
  const packages = new Map(lines.pairs("package"));
  const folders = lines.all("modules");
  const releases = new Set([
    ...folders.map((folder) => folder.slice(folder.lastIndexOf("/") + 1)),
    ...[...files].map((file) => /^\/boot\/(?:vmlinuz|kernel)-(\d.*)$/.exec(file)?.[1] ?? "").filter(Boolean),
  ]);
  return [...releases].sort(compareReleases).map((release) => ({
    release,
    image: imageOf(release, packages, files),
    initrd: initrdOf(release, packages, files),
    vfioPci: formOf("vfio[-_]pci", release, text, folders.includes(`/lib/modules/${release}`)),
    kvm: formOf("kvm", release, text, folders.includes(`/lib/modules/${release}`)),
    intelIommuDefault: intelIommuDefaultOf(release, text, files, lines, running),
  }));
}

/** Orders kernel releases as versions: numbers by value, the rest as text. */
function compareReleases(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** Debian, Fedora and most: named by release. Arch: named by the package that `pkgbase` names. */
function imageOf(
  release: string,
  packages: ReadonlyMap<string, string>,
  files: ReadonlySet<string>,
): string | undefined {
  const name = packages.get(`/lib/modules/${release}`)?.trim();
  return [
    `/boot/vmlinuz-${release}`,
    `/boot/kernel-${release}`,
    ...(name === undefined ? [] : [`/boot/vmlinuz-${name}`]),
    `/lib/modules/${release}/vmlinuz`,
  ].find((path) => files.has(path));
}

function initrdOf(
  release: string,
  packages: ReadonlyMap<string, string>,
  files: ReadonlySet<string>,
): string | undefined {
  const names = [release, packages.get(`/lib/modules/${release}`)?.trim()].filter(
    (name) => name !== undefined,
  );
  return names
    .flatMap((name) => [
      `/boot/initrd.img-${name}`,
      `/boot/initramfs-${name}.img`,
      `/boot/initrd-${name}`,
      `/boot/initrd-${name}.img`,
    ])
    .find((path) => files.has(path));
}

/** By the lines of modules.builtin and modules.dep that name the module; `name`: a regular expression. */
function formOf(name: string, release: string, text: string, hasModules: boolean): ModuleForm {
  if (!hasModules) return "unknown";
  const named = new RegExp(`^[^:]*/${name}\\.ko(\\.\\w+)?(:|$)`);
  const has = (list: string) => {
    const start = `/lib/modules/${release}/${list}:`;
    return text.split("\n").some((line) => line.startsWith(start) && named.test(line.slice(start.length)));
  };
  if (has("modules.builtin")) return "builtin";
  return has("modules.dep") ? "module" : "absent";
}

/** From CONFIG_INTEL_IOMMU… of the kernel's configuration, wherever it is. */
function intelIommuDefaultOf(
  release: string,
  text: string,
  files: ReadonlySet<string>,
  lines: TaggedLines,
  running: string,
): InstalledKernel["intelIommuDefault"] {
  const paths = [`/boot/config-${release}`, `/lib/modules/${release}/config`];
  const options = text
    .split("\n")
    .filter((line) => paths.some((path) => line.startsWith(`${path}:`)))
    .map((line) => line.slice(line.indexOf(":") + 1));
  if (release === running) options.push(...lines.all("running-config"));
  if (options.includes("CONFIG_INTEL_IOMMU_DEFAULT_ON=y")) return "on";
  if (options.includes("CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF=y")) return "on-except-integrated-graphics";
  const wasRead =
    paths.some((path) => files.has(path)) || (release === running && lines.has("running-config"));
  return wasRead ? "off" : "unknown";
}
