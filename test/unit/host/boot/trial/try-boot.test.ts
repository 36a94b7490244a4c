import { describe, expect, it } from "vitest";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import { HostKeyError } from "../../../../../host/connection/host-key/host-key-errors.ts";
import type { HostConnection } from "../../../../../host/model/host-connection.ts";
import { BIND, freshHost, GPU, labObservation, wantedBoot } from "../lab-host.ts";
import { SimulatedHost } from "../simulated-host.ts";
import { failure, settle, wanted } from "./trial-runs.ts";

const before = labObservation(freshHost());

/** The host is as it was before anything: what is stored, what is started next, and no trace of a trial. */
function expectAsBefore({ facts }: SimulatedHost): void {
  expect({ ...facts.managed, bindLog: [] }).toEqual(before.managed);
  expect(facts.bootLoader.entries).toEqual(before.bootLoader.entries);
  expect(facts.pci).toEqual(before.pci);
  expect(facts.trial.record).toBeUndefined();
}

describe("a trial that comes up", () => {
  it("is kept, with one reboot", async () => {
    const host = new SimulatedHost();
    await expect(settle(host)).resolves.toMatchObject({ pending: [], rebooted: {} });
    expect(planBoot(host.facts, wanted)).toEqual([]);
    expect([host.reboots, host.facts.trial.record]).toEqual([1, undefined]);
    expect(host.facts.bootLoader.entries[0]?.commandLine).toBe(`root=UUID=x ro quiet iommu=pt ${BIND}`);
  });

  it("is kept also when another host answered first", async () => {
    const host = new StrangeKey(3);
    await expect(settle(host)).resolves.toMatchObject({ pending: [] });
    expect(host.reboots).toBe(1);
  });
});

it("options of modules that are taken away wait for the next boot, and the run says so", async () => {
  const host = new SimulatedHost();
  const more = wantedBoot({ "vm.gone": "1" }, { kvm: { ignore_msrs: "1" } });
  await expect(settle(host, undefined, more)).resolves.toMatchObject({ pending: [] });
  const waiting = [expect.stringContaining("options")];
  await expect(settle(host)).resolves.toMatchObject({ pending: waiting });
  expect([host.reboots, planBoot(host.facts, wanted)]).toEqual([2, [{ kind: "reboot", because: waiting }]]);
  await expect(settle(host)).resolves.toMatchObject({ pending: [] });
  expect([host.reboots, planBoot(host.facts, wanted)]).toEqual([3, []]);
});

describe("a trial that does not come up", () => {
  it("leaves the host as it was, says what is left of it, and may be made again", async () => {
    const host = new SimulatedHost();
    host.trialComesUp = false;
    expect(await failure(settle(host))).toMatchObject({
      name: "FellBack",
      problem: {
        what: expect.stringContaining("The host is back in its previous boot configuration"),
        host: "ops@ws1:22",
        found: expect.stringContaining("the end of the journal of the trial"),
        next: "remove the cause that is named, and run `pulumi up` again",
      },
    });
    expect(host.reboots).toBe(1);
    expectAsBefore(host);
    host.trialComesUp = true;
    await expect(settle(host)).resolves.toMatchObject({ pending: [] });
    expect(host.reboots).toBe(2);
  });

  it("says that it had another host key, and waits for the one from before", async () => {
    const host = new StrangeKey(5);
    host.trialComesUp = false;
    expect(await failure(settle(host))).toMatchObject({
      name: "FellBack",
      problem: { found: expect.stringMatching(/the key of somebody\n?[\s\S]*the end of the journal/) },
    });
    expectAsBefore(host);
  });
});

it("a trial that another run has begun since is left alone by one that fell back", async () => {
  const host = new SimulatedHost();
  host.trialComesUp = false;
  const record = { id: "other", state: "armed", bootId: "boot-2", since: 2_100, seconds: 180 } as const;
  const boot = host.boot.bind(host);
  host.boot = () => {
    boot();
    host.facts = { ...host.facts, trial: { ...host.facts.trial, record } };
  };
  expect(await failure(settle(host))).toMatchObject({ name: "FellBack" });
  expect(host.facts.trial.record).toEqual(record);
});

describe("a trial that is not as it should be", () => {
  it("is ended by a second reboot, and leaves the host as it was", async () => {
    const host = new SimulatedHost();
    host.bindRefusal = `refused: ${GPU} is the boot display; no function was touched`;
    expect(await failure(settle(host))).toMatchObject({
      name: "FellBack",
      problem: {
        what: expect.stringMatching(
          /not everything took; it was a trial, and the host runs again what it ran before$/,
        ),
        found: expect.stringContaining("kernel log: vfio_bind: refused"),
      },
    });
    expect(host.reboots).toBe(2);
    expectAsBefore(host);
  });

  it("is one that cannot be kept, because somebody has changed the host meanwhile", async () => {
    const host = new SimulatedHost();
    host.commitRefusal = { code: 75, stdout: "", stderr: "/etc/default/grub was changed" };
    expect(await failure(settle(host))).toMatchObject({
      name: "FellBack",
      problem: {
        what: expect.stringContaining("the host runs again what it ran before"),
        found: "/etc/default/grub was changed",
      },
    });
    expect(host.reboots).toBe(2);
    expectAsBefore(host);
  });
});

describe("a trial that is not armed", () => {
  it("because the host was refused leaves everything alone", async () => {
    const host = new SimulatedHost();
    host.refusal = { code: 75, stdout: "", stderr: "another run tries a boot of this host" };
    const error = await failure(settle(host));
    expect(error).toMatchObject({
      name: "NothingTouched",
      problem: { found: "another run tries a boot of this host" },
    });
    expect(host.reboots).toBe(0);
  });

  it("because staging failed is taken away", async () => {
    const host = new SimulatedHost();
    host.refusal = { code: 76, stdout: "", stderr: "no space left" };
    const error = await failure(settle(host));
    expect(error).toMatchObject({
      name: "NothingTouched",
      problem: { found: "no space left", next: "what was staged was removed; nothing was changed" },
    });
    expect(host.reboots).toBe(0);
    expectAsBefore(host);
  });
});

/** A host that shows a strange key for some attempts after its first reboot. */
class StrangeKey extends SimulatedHost {
  #left: number;

  constructor(attempts: number) {
    super();
    this.#left = attempts;
  }

  override async connection(): Promise<HostConnection> {
    if (this.reboots === 1 && this.#left > 0) {
      this.#left -= 1;
      throw new HostKeyError({
        what: "The host's key has changed",
        host: "ws1",
        found: "the key of somebody",
      });
    }
    return super.connection();
  }
}
