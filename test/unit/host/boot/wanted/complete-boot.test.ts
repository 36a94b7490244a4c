import { describe, expect, it } from "vitest";
import { completeBoot } from "../../../../../host/boot/wanted/complete-boot.ts";
import type { DeclaredBoot } from "../../../../../host/boot/wanted/declared-boot.ts";
import type { BootFacts } from "../../../../../host/model/boot/boot-facts.ts";
import type { Observation } from "../../../../../host/model/facts/observation.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import {
  BIND,
  bootedHost,
  entries,
  freshHost,
  GPU,
  KERNEL,
  labObservation,
  wantedBoot,
  withManaged,
} from "../lab-host.ts";

type Facts = Pick<Observation, "kernel" | "bootLoader" | "initramfs" | "managed" | "pci" | "sysctl">;

const fresh = freshHost();
const nothing: DeclaredBoot = {
  commandLine: {},
  moduleOptions: {},
  allowBootDisplay: false,
  iommuPassthrough: true,
};

const facts: Facts = labObservation(fresh);
const functions = fresh.pci.filter(({ bootVga }) => bootVga !== true);

describe("the completed configuration", () => {
  it("of the lab workstation has files, arguments, functions, and the overlay", () => {
    expect(complete()).toEqual(wantedBoot());
  });

  it("has intel_iommu=on where the kernel needs it, and no iommu=pt when that is not wanted", () => {
    const installed = facts.kernel.installed.map((kernel) => ({
      ...kernel,
      intelIommuDefault: "off" as const,
    }));
    const { commandLine } = complete({ iommuPassthrough: false }, { kernel: { ...facts.kernel, installed } });
    expect(commandLine).toEqual({ intel_iommu: "on", vfio_bind: BIND.slice(10) });
  });

  it("marks the boot display in the token when it may be taken", () => {
    const pci = functions.map((device) => ({ ...device, bootVga: device.address === GPU }));
    const { commandLine } = completeBoot("ws1", facts, pci, { ...nothing, allowBootDisplay: true });
    expect(commandLine.vfio_bind).toContain(`${GPU}@1234:1111+display,`);
  });

  it("writes module options", () => {
    const { files } = complete({ moduleOptions: { kvm: { ignore_msrs: "1", report_ignored_msrs: "0" } } });
    expect(files[paths.modprobe]).toMatch(/\noptions kvm ignore_msrs=1 report_ignored_msrs=0\n$/);
  });

  it("takes arguments of ours with the value that they get anyway", () => {
    expect(complete({ commandLine: { iommu: "pt" } })).toEqual(wantedBoot());
  });

  it.each<[string, Partial<DeclaredBoot>, Partial<Facts>, RegExp]>([
    [
      "an argument of ours",
      { commandLine: { iommu: "soft" } },
      {},
      /iommu is set by this resource itself, from iommuPassthrough/,
    ],
    [
      "an argument of ours in another spelling",
      { commandLine: { "vfio-bind": "x" } },
      {},
      /set by this resource itself/,
    ],
    [
      "all wrong arguments at once",
      { commandLine: { a: "$x", b: ";" } },
      {},
      /a has characters[\s\S]*b has characters/,
    ],
    [
      "ids= of vfio-pci",
      { moduleOptions: { "vfio-pci": { ids: "1234:1111" } } },
      {},
      /takes every device of an id/,
    ],
    ["a line break in an option", { moduleOptions: { kvm: { x: "1\ninstall" } } }, {}, /not safe/],
    [
      "systemd-boot without entries of this system",
      {},
      { bootLoader: { ...facts.bootLoader, loader: "systemd-boot", evidence: ["LoaderInfo"] } },
      /no boot loader entry is known to belong to this system/,
    ],
    [
      "an unknown boot loader",
      {},
      { bootLoader: { ...facts.bootLoader, loader: "unknown", evidence: ["nothing"] } },
      /boot loader unknown is not supported yet \(nothing\)/,
    ],
    [
      "an overlay that the initramfs does not pick up",
      { binding: "overlay" },
      { initramfs: { tool: "mkinitcpio", evidence: [] } },
      /an overlay initrd cannot be used: mkinitcpio does not pick up an overlay initrd/,
    ],
    [
      "images of a kernel that has none",
      { binding: "rebuild" },
      {
        bootLoader: {
          ...facts.bootLoader,
          entries: facts.bootLoader.entries.map((entry) => ({ ...entry, initrds: [] })),
        },
      },
      /kernel \S+ has no initramfs image, so nothing would bind/,
    ],
    [
      "missing programs",
      {},
      { managed: { ...fresh.managed, missingPrograms: ["cpio"] } },
      /programs are missing: cpio/,
    ],
    [
      "a full /boot",
      {},
      { managed: { ...fresh.managed, freeKilobytes: { "/boot": 99 } } },
      /only 99 kB are free/,
    ],
    [
      "an image that has no room beside itself",
      { binding: "rebuild" },
      {
        managed: {
          ...fresh.managed,
          freeKilobytes: { "/boot": 60_000, "/boot/efi": 9 },
          imageBytes: { [`/boot/initrd.img-${KERNEL}`]: 60_000_000 },
        },
      },
      /only 60000 kB are free on \/boot, 70312 kB are needed to rebuild \/boot\/initrd\.img-\S+ beside the old one/,
    ],
    [
      "a file of our name that we did not write",
      {},
      { managed: { ...fresh.managed, files: { [paths.grub]: { text: "x", sha256: "x" } } } },
      /nothing says that we wrote them: \/etc\/default\/grub.d/,
    ],
    [
      "a kernel without vfio-pci",
      {},
      {
        kernel: {
          ...facts.kernel,
          installed: facts.kernel.installed.map((kernel) => ({ ...kernel, vfioPci: "absent" as const })),
        },
      },
      /has no vfio-pci/,
    ],
  ])("refuses %s, and says what to do", (_what, declared, changed, message) => {
    expect(() => complete(declared, changed)).toThrow(message);
    expect(() => complete(declared, changed)).toThrow(/^Next: /m);
  });

  it("says what to do about each of several problems", () => {
    const managed = { ...fresh.managed, missingPrograms: ["cpio"], freeKilobytes: { "/boot": 99 } };
    expect(() => complete({}, { managed })).toThrow(
      /missing: cpio\n\s+Next: install them.*\n\s+- only 99 kB.*\n\s+Next: remove kernels[\s\S]*\nNext: do what/,
    );
  });

  it("needs room on /boot only where something is written there", () => {
    const full = (host: BootFacts) => labObservation(withManaged(host, { freeKilobytes: { "/boot": 99 } }));
    const done = bootedHost(wantedBoot());
    expect(complete({}, full(done))).toEqual(wantedBoot());
    expect(() => complete({}, full(withManaged(done, { overlay: undefined })))).toThrow(/only 99 kB/);
    const oldMenu = { ...done, bootLoader: { ...done.bootLoader, entries: entries("", []) } };
    expect(() => complete({}, full(oldMenu))).toThrow(/only 99 kB are free on \/boot, 1024 kB/);
    const roomForText = { ...full(oldMenu), managed: { ...done.managed, freeKilobytes: { "/boot": 2_000 } } };
    expect(complete({}, roomForText)).toEqual(wantedBoot());
  });
});

function complete(declared: Partial<DeclaredBoot> = {}, changed: Partial<Facts> = {}) {
  return completeBoot("ws1", { ...facts, ...changed }, functions, { ...nothing, ...declared });
}
