import { describe, expect, it } from "vitest";
import { planBoot } from "../../../../host/boot/plan/plan-boot.ts";
import { settleBoot } from "../../../../host/boot/settle.ts";
import { NotSettled } from "../../../../host/boot/transaction/not-settled.ts";
import { NothingTouched } from "../../../../host/boot/transaction/transact.ts";
import { undoBoot } from "../../../../host/boot/undo.ts";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import { paths } from "../../../../host/model/managed-paths.ts";
import {
  AUDIO,
  BIND,
  bootedHost,
  freshHost,
  GPU,
  heldBy,
  labObservation,
  wantedBoot,
  withManaged,
} from "./lab-host.ts";
import { SimulatedHost } from "./simulated-host.ts";

const wanted = wantedBoot();
const cautious = { allowUnprotectedReboot: false, allowUnprovenBaseline: false };

describe("settling a boot configuration", () => {
  it("writes, reboots once, and then has nothing to do", async () => {
    const host = new SimulatedHost();
    await expect(settle(host)).resolves.toMatchObject({ pending: [], rebooted: {} });
    expect(planBoot(host.facts, wanted)).toEqual([]);
    await expect(settle(host)).resolves.toEqual({ pending: [] });
    expect(host.reboots).toBe(1);
  });

  it("does not reboot without consent, and knows when the person did", async () => {
    const host = new SimulatedHost();
    const { pending } = await settle(host, "manual");
    expect(pending).toContain(`${BIND} is not on the running command line`);
    expect(host.reboots).toBe(0);
    host.boot();
    await expect(settle(host, "manual")).resolves.toEqual({ pending: [] });
  });

  it("goes on without another reboot after a cancel during the wait", async () => {
    const abort = new AbortController();
    const host = new SimulatedHost(abort);
    host.comesBack = false;
    await expect(settle(host, "auto", abort.signal)).rejects.toThrow(
      /Stopped during the reboot into the trial, before what is tried was kept/,
    );
    host.boot();
    await expect(settle(host)).resolves.toEqual({ pending: [] });
    expect(host.reboots).toBe(1);
  });

  it("says what the bind script said when it refused, and does not reboot again for it", async () => {
    const host = new SimulatedHost();
    host.bindRefusal = `refused: ${GPU} is the boot display; no function was touched`;
    const error = await settleUnprotected(host).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotSettled);
    expect(String(error)).toMatch(
      /not everything took[\s\S]*kernel log: vfio_bind: refused: 0000:01:00.0 is the boot display/,
    );
    await expect(settle(host)).rejects.toThrow(/still not bound to vfio-pci/);
    expect(host.reboots).toBe(1);
  });

  it("is an error when what was written is not there", async () => {
    const host = new SimulatedHost();
    host.refusal = { code: 0, stdout: "", stderr: "" };
    const error = await settleUnprotected(host).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "NotSettled",
      problem: {
        what: "The boot configuration is not complete: What was written did not take",
        host: "ops@ws1:22",
        found: expect.stringContaining("iommu=pt is not in the boot menu"),
        next: expect.stringContaining("run `pulumi up` again"),
      },
    });
    expect(String(error).match(/^Next: /gm)).toHaveLength(1);
    expect(host.reboots).toBe(0);
  });

  it("looks at the groups after the reboot that switched the IOMMU on", async () => {
    const host = new SwitchedOn();
    const error = await settle(host).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "FellBack",
      problem: {
        what: "The host was rebooted, and the functions cannot be given to a guest; it was a trial, and the host runs again what it ran before",
        found: expect.stringMatching(/IOMMU group 7 .*\n.*0000:00:01\.0 .*\(driver bochs-drm\).*\n\s*Next: /),
        next: expect.stringContaining("change devices"),
      },
    });
    expect(host.reboots).toBe(2);
  });

  it("looks at the groups that are known only now, when the person rebooted", async () => {
    const host = new SwitchedOn();
    await settle(host, "manual");
    host.boot();
    const again = settle(host, "manual");
    await expect(again).rejects.toThrow(NotSettled);
    await expect(again).rejects.toThrow(/^The functions cannot be given[\s\S]*0000:00:01\.0/);
  });

  it("does not take groups that cannot be seen for viable ones", async () => {
    const host = new SimulatedHost();
    host.facts = withoutIommu(labObservation(bootedHost(wanted)));
    await expect(settle(host)).rejects.toThrow(/cannot be given to a guest[\s\S]*IOMMU off-in-kernel/);
  });

  it.each([
    [75, NothingTouched],
    [76, NotSettled],
  ])("tells a refusal with code %i apart", async (code, type) => {
    const host = new SimulatedHost();
    host.refusal = { code, stdout: "", stderr: "a reason" };
    const error = await settleUnprotected(host).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(String(error)).toContain("a reason");
  });

  it.each([
    ["a function was let go", (host: SimulatedHost) => heldBy(host.facts, GPU, undefined)],
    [
      "the sound driver took its function",
      (host: SimulatedHost) => heldBy(host.facts, AUDIO, "snd_hda_intel"),
    ],
    [
      "the drop-in is gone",
      (host: SimulatedHost) => withManaged(host.facts, { files: without(host, paths.grub) }),
    ],
    ["the overlay is gone", (host: SimulatedHost) => withManaged(host.facts, { overlay: undefined })],
  ])("repairs without a reboot when %s", async (_what, drift) => {
    const host = new SimulatedHost();
    await settle(host);
    host.facts = drift(host);
    expect(planBoot(host.facts, wanted)).not.toEqual([]);
    await expect(settle(host)).resolves.toEqual({ pending: [] });
    expect(planBoot(host.facts, wanted)).toEqual([]);
    expect(host.reboots).toBe(1);
  });
});

describe("undoing it", () => {
  it("gives the host back, with one more reboot", async () => {
    const host = new SimulatedHost();
    await settle(host);
    await expect(undo(host)).resolves.toEqual({ remarks: [], pending: [] });
    expect(host.facts.pci).toEqual(freshHost().pci);
    expect(host.facts.managed).toEqual(labObservation(freshHost()).managed);
    expect(host.reboots).toBe(2);
  });

  it("needs no reboot where nothing is captured", async () => {
    const host = new SimulatedHost();
    await settle(host, "manual");
    await expect(undo(host)).resolves.toEqual({ remarks: [], pending: [] });
    expect(host.reboots).toBe(0);
  });

  it("says what waits for a reboot that is left to the person", async () => {
    const host = new SimulatedHost();
    await settle(host);
    const { pending } = await undo(host, "manual");
    expect(pending).toContain(`${GPU} is still bound to vfio-pci`);
    expect(host.reboots).toBe(1);
  });

  it("leaves it to the person to start what nobody has started since", async () => {
    const host = new SimulatedHost();
    await settle(host);
    await undo(host, "manual");
    await expect(undo(host)).rejects.toThrow(/without a way back[\s\S]*they differ in iommu, vfio_bind/);
    host.boot();
    await expect(undo(host)).resolves.toEqual({ remarks: [], pending: [] });
    expect(host.facts.pci).toEqual(freshHost().pci);
  });
});

/**
 * A host whose IOMMU is on after a boot only, and whose boot display then shows to be in the card's group.
 */
class SwitchedOn extends SimulatedHost {
  override facts = withoutIommu(labObservation(freshHost()));

  override boot(): void {
    super.boot();
    const pci = this.facts.pci.map((device) => ({ ...device, iommuGroup: 7 }));
    this.facts = { ...this.facts, kernel: { ...this.facts.kernel, iommu: on }, pci };
  }
}

const { iommu: on } = labObservation(freshHost()).kernel;

function withoutIommu(facts: Observation): Observation {
  const pci = facts.pci.map((device) => ({ ...device, iommuGroup: undefined }));
  return { ...facts, kernel: { ...facts.kernel, iommu: { ...on, units: [], groups: 0 } }, pci };
}

function settle(
  host: SimulatedHost,
  reboot: "auto" | "manual" = "auto",
  signal = new AbortController().signal,
) {
  return settleBoot(host, wanted, {
    ...cautious,
    reboot,
    rebootTimeoutMs: 60_000,
    signal,
    clock: host.clock,
  });
}

function settleUnprotected(host: SimulatedHost) {
  const consent = { allowUnprotectedReboot: true, allowUnprovenBaseline: false };
  const { signal } = new AbortController();
  return settleBoot(host, wanted, {
    ...consent,
    reboot: "auto",
    rebootTimeoutMs: 60_000,
    signal,
    clock: host.clock,
  });
}

function undo(host: SimulatedHost, reboot: "auto" | "manual" = "auto") {
  const { signal } = new AbortController();
  return undoBoot(host, [GPU, AUDIO], {
    ...cautious,
    reboot,
    rebootTimeoutMs: 60_000,
    signal,
    clock: host.clock,
  });
}

function without(host: SimulatedHost, path: string) {
  const { [path]: _, ...rest } = host.facts.managed.files;
  return rest;
}
