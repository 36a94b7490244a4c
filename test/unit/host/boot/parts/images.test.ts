import { expect, test } from "vitest";
import { grub } from "../../../../../host/boot/loaders/grub/manage.ts";
import { bindScript } from "../../../../../host/boot/on-host/overlay-files.ts";
import { type ImagesChange, images as part } from "../../../../../host/boot/parts/images.ts";
import { changeInstructions } from "../../../../../host/boot/plan/change-instructions.ts";
import { describePlan } from "../../../../../host/boot/plan/describe-plan.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import { initramfsTools } from "../../../../../host/boot/tools/initramfs-tools.ts";
import { filesOf } from "../../../../../host/boot/wanted/wanted-files.ts";
import type { WantedBoot } from "../../../../../host/model/boot/wanted-boot.ts";
import {
  DUE,
  type ImageFacts,
  type ManagedFacts,
  sha256,
} from "../../../../../host/model/facts/managed-facts.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { bootedHost, configuredHost, entries, KERNEL, wantedBoot, withManaged } from "../lab-host.ts";

const IMAGE = `/boot/initrd.img-${KERNEL}`;
const OTHER = "/boot/initrd.img-9";
const bind = sha256(bindScript);
const seen: ImageFacts = { kernel: KERNEL, tool: "initramfs-tools", bind, state: "as-seen" };
const { overlay: _, ...declared } = wantedBoot();
const rebuilt: WantedBoot = {
  ...declared,
  files: filesOf(declared.commandLine, {}, grub, "/boot", initramfsTools),
  images: { [IMAGE]: { kernel: KERNEL, tool: "initramfs-tools", bind } },
};

test.each<[string, ManagedFacts["images"], readonly string[]]>([
  ["that was never looked into", undefined, [`look ${IMAGE}: it is not known to carry the bind script`]],
  ["as it was seen", { [IMAGE]: seen }, []],
  [
    "that somebody has made since",
    { [IMAGE]: { ...seen, state: "changed" } },
    [`look ${IMAGE}: another program has rebuilt it since it was looked into`],
  ],
  [
    "with another script",
    { [IMAGE]: { ...seen, bind: "x" } },
    [`build ${IMAGE}: it carries another bind script`],
  ],
  [
    "that an earlier run did not come to",
    { [IMAGE]: { ...seen, bind: DUE } },
    [`build ${IMAGE}: an earlier run ended before it was rebuilt`],
  ],
  ["of a kernel that is gone", { [IMAGE]: seen, [OTHER]: { ...seen, state: "missing" } }, []],
  [
    "that need not carry it",
    { [IMAGE]: seen, [OTHER]: seen },
    [`restore ${OTHER}: it need not carry the bind script any more`],
  ],
])("an image %s", (_what, images, expected) => {
  const facts = withManaged(bootedHost(declared), { images });
  expect(part.plan(facts, rebuilt, []).map(short)).toEqual(expected);
});

test.each([paths.bind, paths.modprobe, paths.initramfsToolsHook, paths.initramfsToolsStart])(
  "images are made anew when %s changes",
  (path) => {
    const facts = withManaged(bootedHost(declared), { images: { [IMAGE]: seen } });
    const changed = [{ kind: "file" as const, path, before: "a", after: "b" }];
    expect(part.plan(withManaged(facts, { images: {} }), rebuilt, changed).map(short)).toEqual([
      `build ${IMAGE}: it is not known to carry the bind script`,
    ]);
    expect(part.plan(facts, rebuilt, changed).map(short)).toEqual([`build ${IMAGE}: ${path} changes`]);
  },
);

test("images that are alike are one change, and the instructions name each", () => {
  const both = {
    ...rebuilt,
    images: { ...rebuilt.images, [OTHER]: { kernel: "9", tool: "initramfs-tools" as const, bind } },
  };
  const facts = bootedHost(declared);
  const plan = part.plan(facts, both, []);
  expect(plan).toHaveLength(1);
  expect(changeInstructions(plan, both, facts)).toEqual([
    "boot /boot",
    "binding rebuild",
    "function 0000:01:00.0 vfio-pci",
    "function 0000:01:00.1 vfio-pci",
    "token iommu=pt",
    expect.stringMatching(/^token vfio_bind=/),
    `image look initramfs-tools ${KERNEL} ${IMAGE}`,
    "image look initramfs-tools 9 /boot/initrd.img-9",
  ]);
});

test("a host that has an overlay gets images, a menu without the overlay, and then loses it", () => {
  const before = bootedHost(wantedBoot());
  const plan = planBoot(before, rebuilt);
  expect(plan.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["file", "no-overlay", "images", "menu"]),
  );
  expect(changeInstructions(plan, rebuilt, before)).toContain("no-overlay");
});

test("a host that was configured so has nothing to do, and one with a menu that loads an overlay has", () => {
  const done = withManaged(configuredHost(rebuilt), { overlay: undefined, images: { [IMAGE]: seen } });
  const booted = { ...bootedHost(rebuilt), managed: done.managed };
  const plain = { ...booted, bootLoader: { ...booted.bootLoader, entries: entries(line(), []) } };
  expect(planBoot(plain, rebuilt)).toEqual([]);
  expect(planBoot(booted, rebuilt).map(({ kind }) => kind)).toEqual(["menu"]);
});

test.each<[string, ManagedFacts["images"], WantedBoot, readonly string[]]>([
  [
    "made anew",
    { [IMAGE]: { ...seen, bind: "x" } },
    rebuilt,
    [
      `initramfs ${IMAGE} is rebuilt for kernel ${KERNEL}: it carries another bind script`,
      "  by mkinitramfs -o <image> <kernel>; looked into before it replaces the old one, which destroy restores",
      "binding: why",
    ],
  ],
  [
    "looked into",
    { [IMAGE]: { ...seen, state: "changed" } },
    rebuilt,
    [
      `initramfs ${IMAGE} is looked into: another program has rebuilt it since it was looked into`,
      "binding: why",
    ],
  ],
  [
    "given back",
    { [IMAGE]: seen, [OTHER]: seen },
    rebuilt,
    [`initramfs ${OTHER} is restored: it need not carry the bind script any more`, "binding: why"],
  ],
])("an image that is %s is named in words", (_what, images, goal, lines) => {
  const facts = withManaged(bootedHost(declared), { images });
  const text = describePlan(part.plan(facts, goal, []), goal, facts, {
    host: "ws1",
    reboot: "manual",
    binding: "binding: why",
  });
  expect(text.split("\n").slice(1, 1 + lines.length)).toEqual(lines);
});

function line(): string {
  return ` iommu=pt vfio_bind=${declared.commandLine.vfio_bind}`;
}

function short({ how, images, because }: ImagesChange): string {
  return `${how} ${images.map(({ path }) => path).join(" ")}: ${because}`;
}
