import { describe, expect, it } from "vitest";
import { describePlan } from "../../../../../host/boot/plan/describe-plan.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import { sysctlFiles } from "../../../../../host/boot/settings/sysctl.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { bootedHost, configuredHost, freshHost, wantedBoot, withManaged } from "../lab-host.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);

describe("the preview", () => {
  it("of a fresh host names everything", async () => {
    const text = describePlan(planBoot(freshHost(), wanted), wanted, freshHost(), {
      host: "ws1",
      reboot: "auto",
    });
    const stable = text
      .replace(/sha256 [0-9a-f]{12}/, "sha256 …")
      .replaceAll(/\((?:\d+ bytes|[\d.]+ kB)\)/g, "(… kB)");
    await expect(`${stable}\n`).toMatchFileSnapshot("../../../../golden/kernel/fresh-host.preview");
  });

  it("of module options and a further argument shows them", async () => {
    const goal = wantedBoot({ hugepages: "16", hugepagesz: "1G" }, { kvm: { ignore_msrs: "1" } });
    const text = describePlan(planBoot(booted, goal), goal, booted, { host: "ws1", reboot: "manual" });
    const stable = text.replace(/sha256 [0-9a-f]{12}/, "sha256 …");
    await expect(`${stable}\n`).toMatchFileSnapshot("../../../../golden/kernel/more-arguments.preview");
  });

  it("of a host that waits for its reboot shows what it has and what it lacks", async () => {
    const before = configuredHost(wanted);
    const facts = { ...before, kernel: { ...before.kernel, commandLine: "ro iommu=pt" } };
    const text = describePlan(planBoot(facts, wanted), wanted, facts, { host: "ws1", reboot: "manual" });
    await expect(`${text}\n`).toMatchFileSnapshot("../../../../golden/kernel/waiting.preview");
  });

  it("of a sysctl shows that it is set at once", () => {
    const goal = { ...wanted, files: { ...wanted.files, ...sysctlFiles({ "vm.swappiness": "10" }) } };
    const text = describePlan(planBoot(booted, goal), goal, booted, { host: "ws1", reboot: "auto" });
    expect(text).toMatch(/^new file \/etc\/sysctl.d\/90-pulumi-vfio.conf$/m);
    expect(text).toMatch(/^sysctl vm.swappiness: \? -> 10, at once$/m);
    expect(text).not.toMatch(/reboot required|kernel command line|boot menu .* regenerated/);
  });

  it("of a copy that is not there says that the file is as wanted", () => {
    const facts = withManaged(booted, { ours: { ...booted.managed.ours, [paths.build]: "" } });
    const [, line] = describePlan(planBoot(facts, wanted), wanted, facts, {
      host: "ws1",
      reboot: "auto",
    }).split("\n");
    expect(line).toBe(
      `${paths.build} is as wanted; an earlier run did not reach the copy that tells what we wrote; it is written again`,
    );
  });

  it("of a host whose boot menu names an overlay that is gone begins with the danger after the headline, and repairs it", () => {
    const { sha256: _, ...gone } = booted.managed.overlay ?? {};
    const facts = withManaged(booted, { overlay: gone });
    const [, first, second, third] = describePlan(planBoot(facts, wanted), wanted, facts, {
      host: "ws1",
      reboot: "manual",
    }).split("\n");
    expect(first).toMatch(
      /^DO NOT REBOOT THE HOST BEFORE THIS IS CARRIED OUT: the overlay initrd \/boot\/vfio\/early\.cpio: it is missing/,
    );
    expect(second).toMatch(/built again by this run/);
    expect(third).toMatch(/^overlay initrd \/boot\/vfio\/early\.cpio is built: it is missing/);
  });

  it("of a fresh host speaks of no danger, also where an overlay is left that no entry names", () => {
    const left = withManaged(freshHost(), { overlay: { path: "/boot/vfio/early.cpio", sha256: "x" } });
    for (const facts of [freshHost(), left]) {
      expect(
        describePlan(planBoot(facts, wanted), wanted, facts, { host: "ws1", reboot: "auto" }),
      ).not.toContain("DO NOT REBOOT");
    }
  });

  it.each([
    [[], true],
    [["/boot/vfio/early.cpio"], true],
    [["/boot/intel-ucode.img", "/boot/amd-uc.img"], true],
    [["/boot/vfio/early.cpio", "/boot/initrd.img-6.1"], false],
    [["/boot/booster-linux.img"], false],
  ])("of an entry that loads %j says whether it captures nothing: %s", (initrds, said) => {
    const fresh = freshHost();
    const own = { title: "Own", kernel: "/boot/vmlinuz-own", commandLine: "root=/dev/sda1", initrds };
    const facts = {
      ...fresh,
      bootLoader: { ...fresh.bootLoader, entries: [...fresh.bootLoader.entries, own] },
    };
    const text = describePlan(planBoot(facts, wanted), wanted, facts, { host: "ws1", reboot: "auto" });
    expect(/^entry "Own" loads no initramfs of the host: it captures nothing/m.test(text)).toBe(said);
  });

  it("of a host that is as wanted says so", () => {
    expect(describePlan([], wanted, booted, { host: "ws1", reboot: "auto" })).toBe(
      "The host boots as declared; nothing to do.",
    );
  });
});
