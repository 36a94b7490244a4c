import type { DomainFacts } from "../../../../host/model/facts/libvirt-facts.ts";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import type { HostConnection } from "../../../../host/model/host-connection.ts";
import { parseXml } from "../../../../host/model/xml/xml.ts";
import { textAt } from "../../../../host/model/xml/xml-lookup.ts";
import { HostSession } from "../../../../host/session.ts";
import type { OperationContext } from "../../../../provider/contract/resource.ts";
import { domain } from "../../../../provider/resources/domain/resource.ts";
import {
  type DomainInputs,
  type DomainState,
  domainInputs,
} from "../../../../provider/resources/domain/schema.ts";
import { AUDIO, freshHost, GPU, heldBy, labObservation } from "../../host/boot/lab-host.ts";
import { inventory } from "../../host/libvirt/volume/inventories.ts";

const UUID = "5b0e8a4e-7a50-4b6a-8f0e-0b4a2d0a6a11";

/**
 * A host whose libvirt defines, starts and shuts down; resources on it go through a refresh and an update as
 * the engine does it.
 */
export class LibvirtHost extends HostSession {
  facts: Observation = { ...labObservation(freshHost()), libvirt: inventory() };
  state: DomainState | undefined;
  started = 0;
  /** What the question whether functions wake prints. */
  silent = "";
  readonly said: string[] = [];
  readonly #ran: { readonly script: string; readonly args: readonly string[] }[] = [];
  #uuid = UUID;

  constructor() {
    super(() => Promise.reject(new Error("not connected")), new AbortController().signal);
  }

  override observe(): Promise<Observation> {
    return Promise.resolve(this.facts);
  }

  override connection(): Promise<HostConnection> {
    return Promise.resolve({
      host: "ops@ws1:22",
      run: async (script, { stdin, args = [] } = {}) => {
        this.#ran.push({ script, args });
        if (script.includes("pulumi-vfio-awake")) this.#block(args);
        if (script.includes(" define ")) this.#define(String(stdin));
        if (script.includes(" start ")) this.start();
        if (script.includes(" shutdown ")) this.#change({ state: "shut off" });
        if (script.includes(" autostart ")) this.#change({ autostart: true });
        if (script.includes("silent $address")) return { code: 0, stdout: this.silent, stderr: "" };
        return { code: 0, stdout: script.includes("domuuid") ? this.#uuid : "", stderr: "" };
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

  async destroy(): Promise<void> {
    if (this.state === undefined) throw new Error("nothing was made");
    await domain.delete(this.#context(), UUID, this.state);
  }

  async preview(given: Partial<DomainInputs>): Promise<void> {
    await domain.create(this.#context(), declared(given), true);
  }

  warnings(): readonly string[] {
    return this.said.filter((line) => line.startsWith("warning: ")).map((line) => line.slice(9));
  }

  /** The arguments of the last script with a word in it. */
  argumentsOf(word: string): readonly string[] | undefined {
    return this.#ran.findLast(({ script }) => script.includes(` ${word} `))?.args;
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
    this.#uuid = textAt(inactive, "uuid") ?? UUID;
    const made: DomainFacts = {
      name: textAt(inactive, "name") ?? "",
      uuid: this.#uuid,
      state: "shut off",
      autostart: false,
      persistent: true,
      inactive,
    };
    this.facts = { ...this.facts, libvirt: inventory({ domains: [made] }) };
  }

  #block([uuid = "", path, service]: readonly string[]): void {
    const { [uuid]: _, ...others } = this.facts.sleepBlocks;
    const own =
      path === undefined || service === undefined ? {} : { [uuid]: { path, service, enabled: true } };
    this.facts = { ...this.facts, sleepBlocks: { ...others, ...own } };
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
