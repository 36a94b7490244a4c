import { describe, expect, it, test } from "vitest";
import { withHostImage } from "../../../../../host/boot/loaders/entry-files/loader-entries.ts";
import { toolOf } from "../../../../../host/boot/tools/choose-tool.ts";
import { modeOf } from "../../../../../host/boot/transaction/file-mode.ts";
import { chooseBinding } from "../../../../../host/boot/wanted/binding.ts";
import type { AskedBinding } from "../../../../../host/boot/wanted/binding-choice.ts";
import { imagesOf } from "../../../../../host/model/boot/image-paths.ts";
import type { BootEntry, BootLoaderFacts } from "../../../../../host/model/facts/boot-loader-facts.ts";
import type { InstalledKernel } from "../../../../../host/model/facts/kernel-facts.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { freshHost, labObservation } from "../lab-host.ts";

const lab = labObservation(freshHost());
const { bootLoader } = lab;
const K = "6.1.0-56-amd64";
type Tool = "initramfs-tools" | "dracut" | "mkinitcpio" | "unknown";

describe("the way in which the bind script gets into a boot", () => {
  it.each<[AskedBinding, Partial<BootLoaderFacts>, Tool, string, string]>([
    [
      "auto",
      {},
      "initramfs-tools",
      "overlay",
      "binding: by overlay initrd, because GRUB loads it and initramfs-tools picks it up; the host's image is not rewritten",
    ],
    [
      "auto",
      { loader: "systemd-boot" },
      "dracut",
      "overlay",
      "binding: by overlay initrd, because systemd-boot loads it and dracut picks it up; the host's image is not rewritten",
    ],
    [
      "auto",
      {},
      "mkinitcpio",
      "rebuild",
      "binding: in the host's own images, rebuilt by mkinitcpio, because mkinitcpio does not pick up an overlay initrd: its init runs only the hooks that its own configuration names",
    ],
    [
      "auto",
      { loader: "systemd-boot", owner: "kernelstub" },
      "initramfs-tools",
      "rebuild",
      "binding: in the host's own images, rebuilt by initramfs-tools, because kernelstub regenerates the boot entries, and an overlay initrd in them would not last",
    ],
    [
      "rebuild",
      {},
      "dracut",
      "rebuild",
      "binding: in the host's own images, rebuilt by dracut, because you have asked for it (binding: rebuild)",
    ],
    [
      "overlay",
      {},
      "dracut",
      "overlay",
      "binding: by overlay initrd, because GRUB loads it and dracut picks it up; the host's image is not rewritten",
    ],
  ])("when %s is asked for with %j and %s is %s", (asked, loader, tool, delivery, because) => {
    const facts = { ...lab, bootLoader: { ...bootLoader, ...loader }, initramfs: { tool, evidence: [] } };
    const chosen = chooseBinding(asked, facts, []);
    expect(chosen).toMatchObject({ delivery, because, problems: [] });
    expect(chosen.tool?.name).toBe(delivery === "rebuild" ? tool : undefined);
  });

  it("is a problem when an overlay is asked for that cannot be", () => {
    const facts = { ...lab, initramfs: { tool: "mkinitcpio" as const, evidence: [] } };
    const { problems } = chooseBinding("overlay", facts, []);
    expect(problems).toHaveLength(1);
  });
});

describe("the images of a kernel", () => {
  const debian: InstalledKernel = {
    release: K,
    image: `/boot/vmlinuz-${K}`,
    initrd: `/boot/initrd.img-${K}`,
    vfioPci: "module",
    intelIommuDefault: "on",
  };
  const arch = { ...debian, image: "/boot/vmlinuz-linux", initrd: "/boot/initramfs-linux.img" };
  it.each<[string, InstalledKernel, Partial<BootLoaderFacts>, readonly string[]]>([
    [
      "of GRUB",
      debian,
      { entries: [entry(`/boot/vmlinuz-${K}`, ["/boot/vfio/early.cpio", `/boot/initrd.img-${K}`])] },
      [`/boot/initrd.img-${K}`],
    ],
    [
      "of GRUB with a /boot of its own",
      debian,
      { entries: [entry(`/vmlinuz-${K}`, [`/initrd.img-${K}`])] },
      [`/boot/initrd.img-${K}`],
    ],
    [
      "of Arch",
      arch,
      { entries: [entry("/vmlinuz-linux", ["/amd-ucode.img", "/initramfs-linux.img"])] },
      ["/boot/initramfs-linux.img"],
    ],
    [
      "of systemd-boot, which has its own copy",
      debian,
      {
        loader: "systemd-boot",
        entriesFolder: "/boot/efi",
        entries: [
          {
            ...entry(`/id/${K}/linux`, [`/id/${K}/initrd.img-${K}`]),
            source: "kernel-install",
            ofSystem: true,
          },
        ],
      },
      [`/boot/efi/id/${K}/initrd.img-${K}`, `/boot/initrd.img-${K}`],
    ],
    [
      "of entries in a /boot on a subvolume",
      debian,
      {
        entriesFolder: "/boot",
        entries: [
          {
            ...entry(`/root/boot/vmlinuz-${K}`, [`/root/boot/initrd.img-${K}`]),
            source: "kernel-install",
            ofSystem: true,
          },
        ],
      },
      [`/boot/initrd.img-${K}`],
    ],
    ...(["systemd-boot", "grub"] as const).map(
      (loader): [string, InstalledKernel, Partial<BootLoaderFacts>, readonly string[]] => [
        `of entries in a folder /EFI/boot of the partition, read by ${loader}`,
        debian,
        {
          loader,
          entriesFolder: "/boot",
          entries: [
            {
              ...entry(`/EFI/boot/vmlinuz-${K}`, [`/EFI/boot/initrd.img-${K}`]),
              source: "kernel-install",
              ofSystem: true,
            },
          ],
        },
        [`/boot/EFI/boot/initrd.img-${K}`, `/boot/initrd.img-${K}`],
      ],
    ),
    [
      "of a partition that has a folder of the name it is mounted at",
      debian,
      {
        loader: "systemd-boot",
        entriesFolder: "/boot",
        entries: [
          {
            ...entry(`/boot/vmlinuz-${K}`, [`/boot/initrd.img-${K}`]),
            source: "kernel-install",
            ofSystem: true,
          },
        ],
      },
      [`/boot/boot/initrd.img-${K}`, `/boot/initrd.img-${K}`],
    ],
    [
      "of another kernel",
      debian,
      { entries: [entry("/boot/vmlinuz-9", ["/boot/initrd.img-9"])] },
      [`/boot/initrd.img-${K}`],
    ],
    [
      "that needs none",
      { ...debian, initrd: undefined },
      { entries: [entry(`/boot/vmlinuz-${K}`, ["/boot/vfio/early.cpio"])] },
      [],
    ],
  ])("%s", (_what, kernel, facts, images) => {
    expect(imagesOf(kernel, placed(facts))).toEqual(images);
  });
});

/** The facts with entries as their reader places them. */
function placed({ loader = "grub", entriesFolder: folder, entries = [] }: Partial<BootLoaderFacts>) {
  const isGrub = loader === "grub";
  return {
    entries: entries.map((found) =>
      found.ofSystem === true ? withHostImage(found, { folder, isGrub }) : found,
    ),
  };
}

test.each(["initramfs-tools", "dracut", "mkinitcpio"] as const)("the files of %s", async (name) => {
  const files = Object.entries(toolOf({ tool: name })?.files ?? {});
  const own = new Set<string>(Object.values(paths));
  expect(files.filter(([path]) => !own.has(path))).toEqual([]);
  const text = files.map(([path, content]) => `==> ${modeOf(path)} ${path}\n${content}`).join("\n");
  await expect(text).toMatchFileSnapshot(`../../../../golden/initramfs/${name}.txt`);
});

function entry(kernel: string, initrds: readonly string[]): BootEntry {
  return { title: "x", kernel, commandLine: "ro", initrds };
}
