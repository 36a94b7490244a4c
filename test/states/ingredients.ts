import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  dropIns,
  type ExtraKernel,
  type GrubFile,
  type HostState,
  type Meanwhile,
  modprobeFiles,
  type Other,
} from "./state.ts";

/** Writes a state's files into a host tree. The boot menu is not made. */
export function writeState(root: string, state: HostState): void {
  const tree = new Tree(root);
  tree.put("etc/default/grub", grubFile(state));
  for (const name of state.dropIns) tree.put(`etc/default/grub.d/${name}`, dropIns[name]);
  for (const name of state.modprobe) tree.put(`etc/modprobe.d/${name}`, modprobeFiles[name]);
  if (state.initramfsModules.length > 0)
    tree.put("etc/initramfs-tools/modules", `${state.initramfsModules.join("\n")}\n`);
  for (const kernel of state.kernels) tree.addKernel(kernel);
  for (const name of state.others) {
    const file = OTHERS[name];
    if (file !== undefined) tree.put(...file);
  }
}

/** Breaks /etc/default/grub, and changes it without making the menu anew: what happens after the menu was made. */
export function writeLate(root: string, { staleMenu, grub }: HostState): void {
  const tree = new Tree(root);
  if (staleMenu)
    tree.put("etc/default/grub.d/60-late.cfg", 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX audit=0"\n');
  if (grub.broken)
    tree.put("etc/default/grub", `${tree.read("etc/default/grub")}GRUB_CMDLINE_LINUX="unfinished\n`);
}

/** What others do while the configuration is there. Returns the paths that they changed or made. */
export function meddle(root: string, meanwhile: Meanwhile, state: HostState): readonly string[] {
  const tree = new Tree(root);
  switch (meanwhile) {
    case "new-kernel":
      return tree.addKernel("meanwhile");
    case "edit-grub":
      tree.put(
        "etc/default/grub",
        grubFile({ ...state, grub: { ...state.grub, linux: [...state.grub.linux, "added=1"] } }),
      );
      return ["etc/default/grub"];
    case "drop-in":
      tree.put("etc/default/grub.d/70-theirs.cfg", 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX theirs=1"\n');
      return ["etc/default/grub.d/70-theirs.cfg"];
    case "modprobe-file":
      tree.put("etc/modprobe.d/theirs.conf", "blacklist pcspkr\n");
      return ["etc/modprobe.d/theirs.conf"];
    case "our-drop-in": {
      const path = "etc/default/grub.d/90-pulumi-vfio.cfg";
      tree.put(path, `${tree.read(path)}GRUB_TIMEOUT=7\n`);
      return [path];
    }
    case "update-grub":
      return [];
  }
}

/** The release of the kernel that the tree comes with. */
export function stockRelease(root: string): string {
  const added = Object.values(RELEASES);
  const releases = readdirSync(join(root, "lib/modules")).filter((name) => !added.includes(name));
  const [stock] = releases;
  if (stock === undefined) throw new Error(`there is no kernel in ${root}/lib/modules`);
  return stock;
}

/** `/etc/default/grub` as somebody has left it. */
function grubFile({ grub, others }: HostState): string {
  const early = [
    ...(others.includes("early-initrd") ? ["acpi.cpio"] : []),
    ...(others.includes("early-initrd-missing") ? ["gone.cpio"] : []),
  ];
  const words = (name: "default" | "linux") => [...grub[name], ...(grub.halfIn === name ? grub.half : [])];
  const lines = [
    "# If you change this file, run 'update-grub' afterwards to update",
    "GRUB_TIMEOUT=5",
    "GRUB_DISTRIBUTOR=`. /etc/os-release; echo $NAME 2>/dev/null || echo Debian`",
    `GRUB_CMDLINE_LINUX_DEFAULT=${quoted(words("default"), grub)}`,
    `GRUB_CMDLINE_LINUX=${quoted(words("linux"), grub)}`,
    ...(early.length === 0 ? [] : [`GRUB_EARLY_INITRD_LINUX_CUSTOM="${early.join(" ")}"`]),
    ...grub.settings,
  ];
  return `${lines.join(grub.lineEnds)}${grub.lastLineEnds ? grub.lineEnds : ""}`;
}

function quoted(words: readonly string[], { quotes, comment }: GrubFile): string {
  const text = words.join(" ");
  const value = quotes === "single" ? `'${text}'` : `"${text.replaceAll('"', '\\"')}"`;
  return comment ? `${value} # mine` : value;
}

/** By other: a path and its text. */
const OTHERS: Readonly<Record<Other, readonly [path: string, text: string] | undefined>> = {
  "custom.cfg": ["boot/grub/custom.cfg", "menuentry 'Mine' {\n\tlinux\t/mine vfio_bind=mine\n}\n"],
  "40_custom": [
    "etc/grub.d/40_custom",
    "#!/bin/sh\nexec tail -n +3 $0\nmenuentry 'Other system' {\n\tlinux\t/other root=/dev/sdb1 iommu=pt\n\tinitrd\t/other.img\n}\n",
  ],
  "early-initrd": ["boot/acpi.cpio", "tables"],
  "early-initrd-missing": undefined,
  microcode: ["boot/intel-ucode.img", "microcode"],
  memtest: ["boot/memtest86+.bin", "memtest"],
};

/** Paths in a host tree, from outside. */
class Tree {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  put(path: string, text: string): void {
    const whole = join(this.#root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }

  read(path: string): string {
    return existsSync(join(this.#root, path)) ? readFileSync(join(this.#root, path), "utf8") : "";
  }

  /** Returns the paths that are new. */
  addKernel(kind: ExtraKernel | "meanwhile"): readonly string[] {
    const stock = stockRelease(this.#root);
    const release = RELEASES[kind];
    const modules = join(this.#root, "lib/modules", release);
    this.put(`boot/vmlinuz-${release}`, release);
    if (kind !== "without-initrd") this.put(`boot/initrd.img-${release}`, release);
    this.put(`boot/config-${release}`, this.read(`boot/config-${stock}`));
    const paths = ["vmlinuz", "initrd.img", "config"].map((name) => `boot/${name}-${release}`);
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
  meanwhile: "6.13.0-1-amd64",
};
