import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { ExtraKernel } from "./state.ts";

/** The release of the kernel that others install while the configuration is there. */
export const NEW_RELEASE = "6.13.0-1-amd64";

/** The release of the kernel that the tree comes with. */
export function stockRelease(root: string): string {
  const added = Object.values(RELEASES);
  const releases = readdirSync(join(root, "lib/modules")).filter((name) => !added.includes(name));
  const [stock] = releases;
  if (stock === undefined) throw new Error(`there is no kernel in ${root}/lib/modules`);
  return stock;
}

/** Paths in a host tree, from outside. */
export class HostTree {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  put(path: string, text: string): void {
    const whole = join(this.#root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }

  makeFolder(path: string): void {
    mkdirSync(join(this.#root, path), { recursive: true });
  }

  rename(from: string, to: string): void {
    renameSync(join(this.#root, from), join(this.#root, to));
  }

  read(path: string): string {
    return existsSync(join(this.#root, path)) ? readFileSync(join(this.#root, path), "utf8") : "";
  }

  /** Returns the paths that are new. */
  addKernel(kind: ExtraKernel | "meanwhile"): readonly string[] {
    const stock = stockRelease(this.#root);
    const release = RELEASES[kind];
    const modules = join(this.#root, "lib/modules", release);
    this.put(`/boot/vmlinuz-${release}`, release);
    if (kind !== "without-initrd") this.put(`/boot/initrd.img-${release}`, release);
    this.put(`/boot/config-${release}`, this.read(`boot/config-${stock}`));
    const paths = ["vmlinuz", "initrd.img", "config"].map((name) => `/boot/${name}-${release}`);
    if (kind === "without-modules") return paths;
    cpSync(join(this.#root, "lib/modules", stock), modules, { recursive: true });
    const without = kind === "without-vfio" || kind === "builtin-vfio";
    if (without) rmSync(join(modules, "kernel/drivers/vfio"), { recursive: true });
    if (kind === "builtin-vfio") {
      const builtin = `lib/modules/${release}/modules.builtin`;
      this.put(builtin, `${this.read(builtin)}kernel/drivers/vfio/pci/vfio-pci.ko\n`);
      const info = `lib/modules/${release}/modules.builtin.modinfo`;
      this.put(info, `${this.read(info)}vfio_pci.license=GPL v2\0vfio_pci.file=drivers/vfio/pci/vfio-pci\0`);
    }
    return paths;
  }
}

const RELEASES: Readonly<Record<ExtraKernel | "meanwhile", string>> = {
  newer: "6.12.0-9-amd64",
  older: "5.10.0-30-amd64",
  "without-vfio": "6.1.0-40-cloud-amd64",
  "builtin-vfio": "6.5.0-18-generic",
  "without-initrd": "6.6.1-mine",
  "without-modules": "6.7.0-gone",
  meanwhile: NEW_RELEASE,
};
