import { HostTree } from "./host-tree.ts";
import type { EntryIngredient, HostState } from "./state.ts";

/** Of the host trees that systemd-boot starts. */
export const MACHINE_ID = "de69d3805194e00e8b73b2a563599ac4";

/** Shell commands that make the entry of a kernel, as its package does. */
export function addEntry(release: string): string {
  return `kernel-install add ${release} /boot/vmlinuz-${release} >/dev/null\n`;
}

/** What they make. */
export function pathsOfEntry({ partition }: HostState, release: string): readonly string[] {
  const folder = `${partition}/${MACHINE_ID}/${release}`;
  const entry = `${partition}/loader/entries/${MACHINE_ID}-${release}.conf`;
  return [folder, `${folder}/linux`, `${folder}/initrd.img-${release}`, entry];
}

/** An entry in which another program has written a further argument by hand. */
export function withOption(entry: string): string {
  return entry.replace(/^options[^\r\n]*/m, (line) => `${line} theirs=1`);
}

/** Writes what kernel-install looks for; the entries are made by it afterwards. */
export function prepareEntries(root: string, state: HostState): void {
  const { partition, hasCommandLineFile, grub } = state;
  const tree = new HostTree(root);
  tree.put("etc/machine-id", `${MACHINE_ID}\n`);
  tree.makeFolder(`${partition}/${MACHINE_ID}`);
  tree.put(`${partition}/loader/loader.conf`, "#timeout 3\n");
  if (!hasCommandLineFile) return;
  const words = [...grub.default, ...grub.linux, ...grub.half];
  tree.put("etc/kernel/cmdline", `root=/dev/vda2 ro ${words.join(" ")}\n`);
}

/**
 * Does to the entries what others have done. `release`: of the running kernel, whose entry is the one that is
 * changed by hand.
 */
export function changeEntries(root: string, { partition, entries }: HostState, release: string): void {
  const tree = new HostTree(root);
  const folder = `${partition}/loader/entries`;
  const path = `${folder}/${MACHINE_ID}-${release}.conf`;
  const edit = (change: (text: string) => string) => tree.put(path, change(tree.read(path)));
  const others: Readonly<Record<EntryIngredient, () => void>> = {
    recovery: () =>
      tree.put(
        `${folder}/recovery.conf`,
        tree.read(path).replace(/^options.*$/m, (line) => `${line} single`),
      ),
    "other-system": () =>
      tree.put(`${folder}/other.conf`, "title Other\nlinux /other/linux\noptions root=/dev/sdb1 iommu=pt\n"),
    appended: () => edit(withOption),
    "two-options": () => edit((text) => `${text}options more=1\n`),
    microcode: () => {
      tree.put(`${partition}/ucode.img`, "microcode");
      edit((text) => text.replace(/^initrd/m, "initrd /ucode.img\ninitrd"));
    },
    "no-last-line-end": () => edit((text) => text.replace(/\n$/, "")),
    "windows-line-ends": () => edit((text) => text.replaceAll("\n", "\r\n")),
    counted: () => tree.rename(path, path.replace(/\.conf$/, "+3.conf")),
    "loader.conf": () => tree.put(`${partition}/loader/loader.conf`, `timeout 5\ndefault ${MACHINE_ID}-*\n`),
  };
  for (const [name, change] of Object.entries(others))
    if (entries.includes(name as EntryIngredient)) change();
}
