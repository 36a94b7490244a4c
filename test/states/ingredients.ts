import { HostTree } from "./host-tree.ts";
import { dropIns, type GrubFile, type HostState, modprobeFiles, type Other } from "./state.ts";

/** Writes a state's files into a host tree. The boot menu is not made. */
export function writeState(root: string, state: HostState): void {
  const tree = new HostTree(root);
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

/**
 * Breaks /etc/default/grub, and changes it without making the menu anew: what happens after the menu was
 * made.
 */
export function writeLate(root: string, { staleMenu, grub }: HostState): void {
  const tree = new HostTree(root);
  if (staleMenu)
    tree.put("etc/default/grub.d/60-late.cfg", 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX audit=0"\n');
  if (grub.broken)
    tree.put("etc/default/grub", `${tree.read("etc/default/grub")}GRUB_CMDLINE_LINUX="unfinished\n`);
}

/** `/etc/default/grub` as another program has left it. */
export function grubFile({ grub, others }: HostState): string {
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
