import { describe, expect, test } from "vitest";
import type { HostConnection } from "../../../host/connection/connection.ts";
import type { DomainFacts } from "../../../host/guest/domain-facts.ts";
import { parseXml } from "../../../host/guest/xml.ts";
import type { Observation } from "../../../host/observation.ts";
import { HostSession } from "../../../host/session.ts";
import type { OperationContext } from "../../../provider/resource.ts";
import { domain } from "../../../provider/resources/domain.ts";
import {
  type DomainInputs,
  type DomainState,
  domainInputs,
} from "../../../provider/resources/domain-inputs.ts";
import { AUDIO, freshHost, GPU, heldBy, labObservation } from "../kernel/lab-host.ts";
import { inventory } from "../storage/inventories.ts";

const UUID = "5b0e8a4e-7a50-4b6a-8f0e-0b4a2d0a6a11";

describe("a domain whose functions are bound at the host's next boot", () => {
  test("is defined, not started, told once, and no difference afterwards", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true });
    expect(host.warnings()).toEqual([
      expect.stringMatching(
        /^The domain win11 is defined and waits for the host's reboot; .*\n0000:01:00\.0 is held by/,
      ),
    ]);
    expect(host.state?.waitingFor).toHaveLength(2);
    expect(host.started).toBe(0);

    expect(await host.up({ awaitsReboot: true })).toEqual([]);
    expect(host.warnings()).toHaveLength(1);
  });

  test("is started by the first update after that boot", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true });
    host.bind();
    expect(await host.up({ awaitsReboot: false })).toEqual(["power"]);
    expect(host.started).toBe(1);
    expect(host.state).toMatchObject({ status: "running", waitingFor: [] });
    expect(await host.up({ awaitsReboot: false })).toEqual([]);
  });

  test("waits for nothing when libvirt has started it with the host", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true, autostart: true });
    host.bind();
    host.start();
    expect(await host.up({ awaitsReboot: false, autostart: true })).toEqual([]);
    expect(host.state?.waitingFor).toEqual([]);
  });

  test("is a difference every time when nobody awaits a reboot", async () => {
    const host = new LibvirtHost();
    await host.up({});
    expect(await host.up({})).toEqual(["power"]);
  });

  test("is a difference when a person switches it on meanwhile, but once", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true, power: "off" });
    expect(await host.up({ awaitsReboot: true, power: "on" })).toEqual(["power", "waitingFor"]);
    expect(await host.up({ awaitsReboot: true, power: "on" })).toEqual([]);
  });

  test("is shut down meanwhile when a person wants it off", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true });
    host.start();
    expect(await host.up({ awaitsReboot: true, power: "off" })).toEqual(["power"]);
  });

  test.each([
    [true, /^start domain win11 with the first `pulumi up` after the host's reboot$/m],
    [false, /^start domain win11$/m],
  ])("says in a preview when it starts: awaitsReboot %s", async (awaitsReboot, expected) => {
    const host = new LibvirtHost();
    await host.preview({ awaitsReboot });
    expect(host.said.join("\n")).toMatch(expected);
  });
});

test("a domain that may start at once does not wait", async () => {
  const host = new LibvirtHost();
  host.bind();
  await host.up({ awaitsReboot: true });
  expect(host.started).toBe(1);
});

/** A host whose libvirt defines, starts and shuts down; resources on it go through a refresh and an update as the engine does it. */
class LibvirtHost extends HostSession {
  facts: Observation = { ...labObservation(freshHost()), libvirt: inventory() };
  state: DomainState | undefined;
  started = 0;
  readonly said: string[] = [];

  constructor() {
    super(() => Promise.reject(new Error("not connected")), new AbortController().signal);
  }

  override observe(): Promise<Observation> {
    return Promise.resolve(this.facts);
  }

  override connection(): Promise<HostConnection> {
    return Promise.resolve({
      host: "ops@ws1:22",
      run: async (script, { stdin } = {}) => {
        if (script.includes(" define ")) this.#define(String(stdin));
        if (script.includes(" start ")) this.start();
        if (script.includes(" shutdown ")) this.#change({ state: "shut off" });
        if (script.includes(" autostart ")) this.#change({ autostart: true });
        return { code: 0, stdout: script.includes("domuuid") ? UUID : "", stderr: "" };
      },
      close: async () => undefined,
    });
  }

  /** What `up` would change; it is changed. */
  async up(given: Partial<DomainInputs>): Promise<readonly string[]> {
    const news = declared(given);
    if (this.state === undefined) {
      this.state = (await domain.create(this.#context(), news, false)).state as DomainState;
      return ["create"];
    }
    const found = await domain.read(this.#context(), UUID, this.state);
    if (found === undefined) throw new Error("the domain is gone");
    const changes = await domain.diff(this.#context(), found.state, news);
    this.state = found.state;
    if (changes.length > 0) {
      const updated = await domain.update(this.#context(), UUID, found.state, news, false);
      this.state = { ...found.state, ...updated };
    }
    return changes.map(({ path }) => path);
  }

  async preview(given: Partial<DomainInputs>): Promise<void> {
    await domain.create(this.#context(), declared(given), true);
  }

  warnings(): readonly string[] {
    return this.said.filter((line) => line.startsWith("warning: ")).map((line) => line.slice(9));
  }

  bind(): void {
    this.facts = heldBy(heldBy(this.facts, GPU, "vfio-pci"), AUDIO, "vfio-pci");
  }

  start(): void {
    this.started += 1;
    this.#change({ state: "running" });
  }

  #define(xml: string): void {
    const inactive = parseXml(xml);
    const made: DomainFacts = {
      name: "win11",
      uuid: UUID,
      state: "shut off",
      autostart: false,
      persistent: true,
      inactive,
    };
    this.facts = { ...this.facts, libvirt: inventory({ domains: [made] }) };
  }

  #change(change: Partial<DomainFacts>): void {
    const { libvirt } = this.facts;
    if (libvirt.state !== "ready") throw new Error("no libvirt");
    const domains = libvirt.domains.map((found) => ({ ...found, ...change }));
    this.facts = { ...this.facts, libvirt: { ...libvirt, domains } };
  }

  #context(): OperationContext {
    const signal = new AbortController().signal;
    const log: OperationContext["log"] = (severity, message) =>
      this.said.push(...(severity === "warning" ? [`warning: ${message}`] : message.split("\n")));
    return { urn: "urn", host: this, signal, log, status: () => undefined };
  }
}

function declared(given: Partial<DomainInputs>): DomainInputs {
  const hostdevs = [{ address: GPU }, { address: AUDIO }];
  return { ...domainInputs.parse({ name: "win11", memory: "1 GiB", vcpus: 1 }), hostdevs, ...given };
}
