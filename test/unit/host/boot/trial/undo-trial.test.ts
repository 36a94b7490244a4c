import { describe, expect, it } from "vitest";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import type { BootEntry } from "../../../../../host/model/facts/boot-loader-facts.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { freshHost, GPU, labObservation, withManaged } from "../lab-host.ts";
import { SimulatedHost } from "../simulated-host.ts";
import { failure, settle, undo, wanted } from "./trial-runs.ts";

describe("an undo", () => {
  it("is tried, and then kept without a second reboot", async () => {
    const host = await configured();
    await expect(undo(host)).resolves.toEqual({ remarks: [], pending: [] });
    expect(host.facts.pci).toEqual(freshHost().pci);
    expect(host.facts.managed).toEqual(labObservation(freshHost()).managed);
    expect([host.reboots, host.facts.trial.record]).toEqual([2, undefined]);
    await expect(undo(host)).resolves.toEqual({ remarks: [], pending: [] });
    expect(host.reboots).toBe(2);
  });

  it("says that options of modules outlast it, whose file was there when they were loaded", async () => {
    const host = await configured();
    const file = { text: "options kvm ignore_msrs=1\n", sha256: "0" };
    host.facts = withManaged(host.facts, {
      files: { ...host.facts.managed.files, [paths.modprobe]: file },
    });
    const { remarks } = await undo(host);
    expect(remarks).toEqual([
      "options of modules stay in effect until the host is rebooted the next time: kvm",
    ]);
  });

  it("that does not come up leaves the host configured, and may be made again", async () => {
    const host = await configured();
    const before = host.facts.managed;
    host.trialComesUp = false;
    expect(await failure(undo(host))).toMatchObject({ name: "FellBack" });
    expect(host.facts.managed).toEqual(before);
    expect(planBoot(host.facts, wanted)).toEqual([]);
    expect(host.facts.trial.record).toBeUndefined();
    host.trialComesUp = true;
    await expect(undo(host)).resolves.toEqual({ remarks: [], pending: [] });
  });

  it.each([
    ["arguments", { commandLine: "root=UUID=x ro splash" }, "they differ in splash, quiet"],
    ["a kernel", { kernel: "/boot/vmlinuz-2" }, "has kernel /boot/vmlinuz-2"],
  ])(
    "after which the next boot has %s that nobody has tried says so, and leaves nothing",
    async (_what, other, found) => {
      const host = new OtherDefault(other);
      await settle(host);
      expect(await failure(undo(host))).toMatchObject({
        name: "HostError",
        problem: {
          what: "What was tried runs now, and the next boot would not be the same",
          host: "ops@ws1:22",
          found: expect.stringContaining(found),
          next: expect.stringContaining("run `pulumi destroy` again"),
        },
      });
      expect([host.reboots, host.facts.managed]).toEqual([2, labObservation(freshHost()).managed]);
      await expect(undo(host)).resolves.toEqual({ remarks: [], pending: [] });
    },
  );

  it("in which a function stays captured is ended, and leaves the host configured", async () => {
    const host = await configured();
    host.atBoot = host.atBoot.map((device) =>
      device.address === GPU ? { ...device, driver: "vfio-pci" } : device,
    );
    expect(await failure(undo(host))).toMatchObject({
      name: "FellBack",
      problem: { found: `${GPU} is still bound to vfio-pci` },
    });
    expect(host.reboots).toBe(3);
    expect(planBoot(host.facts, wanted)).toEqual([]);
  });

  it("is refused where it cannot be tried", async () => {
    const host = await configured();
    host.facts = { ...host.facts, trial: { ...host.facts.trial, systemd: false } };
    const error = await failure(undo(host));
    expect(String(error)).toMatch(/without a way back[\s\S]*systemd is not process 1/);
    expect([host.reboots, planBoot(host.facts, wanted)]).toEqual([1, []]);
  });
});

/** A host whose boot menu is another one than it was when everything was undone. */
class OtherDefault extends SimulatedHost {
  readonly #other: Partial<BootEntry>;

  constructor(other: Partial<BootEntry>) {
    super();
    this.#other = other;
  }

  override async observe() {
    const facts = await super.observe();
    const { defaultEntry } = facts.bootLoader;
    if (this.reboots < 2 || facts.managed.journal !== undefined || defaultEntry === undefined) return facts;
    return {
      ...facts,
      bootLoader: { ...facts.bootLoader, defaultEntry: { ...defaultEntry, ...this.#other } },
    };
  }
}

async function configured(): Promise<SimulatedHost> {
  const host = new SimulatedHost();
  await settle(host);
  return host;
}
