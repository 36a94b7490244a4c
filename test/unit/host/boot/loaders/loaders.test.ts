import { describe, expect, it } from "vitest";
import { managedLoader } from "../../../../../host/boot/loaders/choose-loader.ts";
import { describePlan } from "../../../../../host/boot/plan/describe-plan.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import { completeBoot } from "../../../../../host/boot/wanted/complete-boot.ts";
import { ordinaryEntries } from "../../../../../host/model/boot/ordinary-entries.ts";
import type { BootLoaderFacts } from "../../../../../host/model/facts/boot-loader-facts.ts";
import { factsOf, type Tool } from "./boot-loader-cases.ts";

type Row = [
  name: string,
  tool: Tool,
  loader: BootLoaderFacts["loader"],
  owner: BootLoaderFacts["owner"],
  /** Ids of the entries that get our arguments; the default comes first. */
  ordinary: readonly string[],
];

const FEDORA = "4a8c9a0d3f5e4b6f8c1d2e3f4a5b6c7d";
const DEBIAN = "de69d3805194e00e8b73b2a563599ac4";
const managed: readonly Row[] = [
  ["debian12-systemd-boot", "initramfs-tools", "systemd-boot", undefined, [`${DEBIAN}-6.1.0-56-amd64`]],
  [
    "fedora40-grub-bls",
    "dracut",
    "grub",
    undefined,
    [`${FEDORA}-6.8.9-300.fc40.x86_64`, `${FEDORA}-6.8.5-301.fc40.x86_64`],
  ],
  [
    "el9-grub-bls-no-boot-partition",
    "dracut",
    "grub",
    undefined,
    ["2c9ec787230141a9b087f774955795ab-5.14.0-427.13.1.el9_4.x86_64"],
  ],
  [
    "el8-grub-bls-kernelopts",
    "dracut",
    "grub",
    undefined,
    ["fba36d7225b7455cb8f59f49a23499c7-4.18.0-553.el8_10.x86_64"],
  ],
  [
    "ubuntu24.04-grub",
    "initramfs-tools",
    "grub",
    undefined,
    [
      "gnulinux-simple-7a1b2c3d-4e5f-4061-8273-94a5b6c7d8e9",
      "gnulinux-6.8.0-31-generic-advanced-7a1b2c3d-4e5f-4061-8273-94a5b6c7d8e9",
    ],
  ],
  [
    "proxmox8-grub",
    "initramfs-tools",
    "grub",
    undefined,
    [
      "gnulinux-simple-f768d6b7-5898-4c6b-827d-aab79581f769",
      "gnulinux-6.8.12-9-pve-advanced-f768d6b7-5898-4c6b-827d-aab79581f769",
    ],
  ],
  [
    "proxmox8-boot-tool",
    "initramfs-tools",
    "systemd-boot",
    "proxmox-boot-tool",
    ["proxmox-6.8.12-9-pve", "proxmox-6.8.4-2-pve"],
  ],
  [
    "pop22.04-kernelstub",
    "initramfs-tools",
    "systemd-boot",
    "kernelstub",
    ["Pop_OS-current", "Pop_OS-oldkern"],
  ],
  ["arch-systemd-boot-by-hand", "mkinitcpio", "systemd-boot", undefined, ["2024-04-12_10-20-30_linux"]],
  [
    "opensuse-systemd-boot",
    "dracut",
    "systemd-boot",
    "sdbootutil",
    ["opensuse-tumbleweed-6.18.9-1-default-4"],
  ],
  ["opensuse-grub2-bls", "dracut", "grub", "sdbootutil", ["system-opensuse-tumbleweed-6.18.9-1-default-4"]],
];

describe.each(managed)("%s", (name, tool, loader, owner, ordinary) => {
  const facts = factsOf(name, tool);

  it("is told by what started it", () => {
    expect(facts.bootLoader).toMatchObject({ loader, owner });
    expect(facts.bootLoader.evidence).not.toEqual([]);
  });

  it("has its entries and its default", () => {
    const ids = ordinaryEntries(facts.bootLoader.entries).map(({ id }) => id);
    expect(ids.sort()).toEqual([...ordinary].sort());
    expect(facts.bootLoader.defaultEntry?.id).toBe(ordinary[0]);
    for (const entry of ordinaryEntries(facts.bootLoader.entries)) {
      expect(entry.commandLine).toMatch(/^root=/);
      expect(entry.commandLine).not.toContain("$kernelopts");
      expect(entry.initrds.join(" ")).toMatch(/^\S+(?: \S+)*$/);
    }
  });

  it("is managed as previewed", async () => {
    expect(managedLoader(facts.bootLoader).problems(facts)).toEqual([]);
    const functions = facts.pci.filter(({ bootVga }) => bootVga !== true);
    const wanted = completeBoot("ws1", facts, functions, {
      commandLine: {},
      moduleOptions: {},
      allowBootDisplay: false,
      iommuPassthrough: true,
    });
    const text = describePlan(planBoot(facts, wanted), wanted, facts, { host: "ws1", reboot: "manual" });
    const stable = text
      .replaceAll(/sha256 [0-9a-f]{12}/g, "sha256 …")
      .replaceAll(/\((?:\d+ bytes|[\d.]+ kB)\)/g, "(… kB)");
    await expect(`${stable}\n`).toMatchFileSnapshot(`../../../../golden/kernel/boot-loader/${name}.preview`);
  });
});
