import { describe, expect, it } from "vitest";
import { parseXml } from "../../../host/guest/xml.ts";
import { paths } from "../../../host/kernel/transaction/managed.ts";
import type { OperationContext } from "../../../provider/resource.ts";
import { hostKernel } from "../../../provider/resources/host-kernel.ts";
import { type Inputs, inputs, type State } from "../../../provider/resources/host-kernel-properties.ts";
import { AUDIO, BIND, entries, freshHost, GPU, heldBy, labObservation, withManaged } from "./lab-host.ts";
import { noWaits } from "./no-waits.ts";
import { SimulatedHost } from "./simulated-host.ts";

noWaits();

describe("HostKernel", () => {
  it("completes what is declared", async () => {
    const { news } = await declared(new SimulatedHost(), { devices: ["auto"] });
    expect(news.functions).toEqual({ [GPU]: "1234:1111", [AUDIO]: "8086:293e" });
    expect(news.commandLine).toEqual({ iommu: "pt", vfio_bind: BIND.slice(10) });
    expect(news.reboot).toBe("manual");
  });

  it("accepts its own completed inputs, and refuses other ones", async () => {
    const host = new SimulatedHost();
    const { news } = await declared(host, { devices: ["auto"] });
    await expect(declared(host, news)).resolves.toMatchObject({ news });
    await expect(declared(host, { devices: ["auto"], functions: {} })).rejects.toThrow(
      "functions cannot be set",
    );
  });

  it("shows the plan in a preview, and changes nothing", async () => {
    const host = new SimulatedHost();
    const before = host.facts;
    const { context, news, said } = await declared(host, { devices: ["auto"], reboot: "auto" });
    await hostKernel.create(context, news, true);
    expect(said()).toContain("reboot required: because iommu=pt is not on the running command line");
    expect(host.facts).toBe(before);
    expect(host.reboots).toBe(0);
  });

  it("finds nothing to do after it was created", async () => {
    const { host, context, state, changes } = await created("auto");
    expect(state).toMatchObject({ rebootRequired: false, addresses: [GPU, AUDIO], reboots: 1, iommu: "on" });
    expect(await changes()).toEqual([]);
    expect(await hostKernel.read(context, "host-kernel", state)).toMatchObject({ state });
    expect(host.reboots).toBe(1);
  });

  it.each<[string, (host: SimulatedHost) => SimulatedHost["facts"], readonly string[]]>([
    [
      "an edited drop-in",
      ({ facts }) => {
        const edited = { text: "edited", sha256: "x" };
        return withManaged(facts, { files: { ...facts.managed.files, [paths.grub]: edited } });
      },
      [`files["${paths.grub}"]`],
    ],
    ["an unbound function", ({ facts }) => heldBy(facts, GPU, undefined), [`functions["${GPU}"]`]],
    [
      "a missing overlay",
      ({ facts }) => withManaged(facts, { overlay: undefined }),
      ["overlay.bind", "overlay.kernels"],
    ],
  ])("shows %s, and repairs it without a reboot", async (_what, drift, shown) => {
    const { host, changes, update } = await created("auto");
    host.facts = drift(host);
    expect((await changes()).map(({ path }) => path)).toEqual(shown);
    await update();
    expect(await changes()).toEqual([]);
    expect(host.reboots).toBe(1);
  });

  it("warns when the next boot would fail", async () => {
    const { host, said, changes } = await created("auto");
    host.facts = withManaged(host.facts, { overlay: undefined });
    await changes();
    expect(said()).toMatch(/^warning: DO NOT REBOOT THE HOST .* would be without any initramfs, and fail$/m);
  });

  it("says that a reboot is required until the person made one", async () => {
    const { host, context, state, said, changes } = await created("manual");
    expect(state.rebootRequired).toBe(true);
    const warning = said();
    expect(warning).toMatch(
      /^warning: reboot required: because iommu=pt is not on .*\n[\s\S]*Reboot the host when it suits/,
    );
    expect(await changes()).toEqual([]);
    expect(said()).toBe(`${warning}\n${warning}`);
    host.boot();
    expect(await changes()).toEqual([]);
    expect(said()).toBe(`${warning}\n${warning}`);
    const found = await hostKernel.read(context, "host-kernel", state);
    expect(found?.state.rebootRequired).toBe(false);
  });

  it("warns of the reboot once in a run that changes something else", async () => {
    const { said, changes, update } = await created("manual");
    const warning = said();
    expect((await changes("manual", { rebootTimeout: 99 })).map(({ path }) => path)).toEqual([
      "rebootTimeout",
    ]);
    await update("manual", { rebootTimeout: 99 });
    const later = said().slice(warning.length + 1);
    expect(later).toMatch(/^info: kernel command line:\n[\s\S]*?\nreboot required: because/);
    expect(later.match(/^warning: .*/gm)).toEqual([warning.split("\n")[0]]);
  });

  it("reboots when consent is given afterwards", async () => {
    const { host, changes, update } = await created("manual");
    const unprotected = { allowUnprotectedReboot: true };
    const changed = await changes("auto", unprotected);
    expect(changed.map(({ path }) => path).sort()).toEqual([
      "allowUnprotectedReboot",
      "reboot",
      "rebootRequired",
    ]);
    await update("auto", unprotected);
    expect(host.reboots).toBe(1);
    expect(await changes("auto", unprotected)).toEqual([]);
  });

  it("does not start for the first time what was stored without a reboot", async () => {
    const { host, changes } = await created("manual");
    await expect(changes("auto")).rejects.toThrow(
      /without a way back[\s\S]*not what runs now: they differ in iommu, vfio_bind[\s\S]*reboot the host by hand/,
    );
    host.boot();
    expect((await changes("auto")).map(({ path }) => path)).toEqual(["reboot"]);
  });

  it("leaves an argument that it once wrote to the host, which has it, too", async () => {
    const { changes, update } = await created("manual");
    await update("manual", { commandLine: { quiet: true } });
    expect(await changes("manual", { commandLine: { quiet: true } })).toEqual([]);
    await update("manual");
    expect(await changes("manual")).toEqual([]);
  });

  it("is gone when nothing of it is on the host", async () => {
    const { host, context, state } = await created("auto");
    await hostKernel.delete(context, "host-kernel", state);
    expect(await hostKernel.read(context, "host-kernel", state)).toBeUndefined();
    expect(host.reboots).toBe(2);
  });

  it("is not forgotten when an undo was stopped at its reboot", async () => {
    const { host, context, state } = await created("auto");
    const { managed, bootLoader } = labObservation(freshHost());
    host.facts = { ...host.facts, managed, bootLoader };
    const found = await hostKernel.read(context, "host-kernel", state);
    expect(found?.unfinished?.join()).toMatch(/undone, and not rebooted: .*0000:01:00\.0 is still held/);
    await expect(hostKernel.delete(context, "host-kernel", state)).rejects.toThrow(/reboot the host by hand/);
    host.boot();
    await hostKernel.delete(context, "host-kernel", state);
    expect(host.reboots).toBe(1);
    expect(await hostKernel.read(context, "host-kernel", state)).toBeUndefined();
  });

  it("is not taken for gone when only its journal is", async () => {
    const { host, context, state } = await created("auto");
    host.facts = withManaged(host.facts, { journal: undefined });
    await expect(hostKernel.read(context, "host-kernel", state)).rejects.toThrow(/journal .* is gone/);
  });

  it("has a change whenever the plan has one, also where no property shows it", async () => {
    const { host, changes, update } = await created("auto");
    const tokens = ` iommu=pt ${BIND}`;
    host.facts = { ...host.facts, bootLoader: { ...host.facts.bootLoader, entries: entries(tokens, []) } };
    expect((await changes()).map(({ path }) => path)).toEqual(["commandLine"]);
    await update();
    expect(await changes()).toEqual([]);
  });

  it("says which guests its reboot would end", async () => {
    const host = new SimulatedHost();
    const inactive = parseXml("<domain/>");
    const guest = {
      name: "win11",
      uuid: "u",
      state: "running",
      autostart: false,
      persistent: true,
      inactive,
    };
    host.facts = { ...host.facts, libvirt: { ...readyLibvirt, domains: [guest] } };
    const { context, news, said } = await declared(host, { devices: ["auto"], reboot: "auto" });
    await hostKernel.create(context, news, true);
    expect(said()).toContain("the reboot ends guests that run now: win11");
  });

  it("says which domain has a function that is given up", async () => {
    const { host, context, news, state, said } = await created("auto");
    host.facts = { ...host.facts, libvirt: { ...readyLibvirt, domains: [userOfAudio()] } };
    const bind = `${GPU}@1234:1111`;
    const fewer = {
      ...news,
      functions: { [GPU]: "1234:1111" },
      commandLine: { iommu: "pt", vfio_bind: bind },
    };
    await hostKernel.diff(context, state, fewer);
    expect(said()).toMatch(/^warning: 0000:01:00\.1 goes back to the host, and domain other has it/m);
  });

  it("stays while a domain that is defined uses its functions", async () => {
    const { host, context, state } = await created("auto");
    host.facts = { ...host.facts, libvirt: { ...readyLibvirt, domains: [userOfAudio()] } };
    const before = host.facts;
    await expect(hostKernel.delete(context, "host-kernel", state)).rejects.toThrow(
      /domain other has 0000:01:00\.1/,
    );
    expect(host.facts).toBe(before);
    expect(host.reboots).toBe(1);
  });

  it.each<[string, Partial<Inputs>]>([
    ["with nothing but devices", {}],
    [
      "with module options",
      { modprobe: { kvm: { ignore_msrs: "1", report_ignored_msrs: "0" }, "vfio-pci": { disable_vga: "1" } } },
    ],
    ["with arguments", { commandLine: { quiet: true, hugepages: "4", "kvm.ignore_msrs": "1" } }],
    ["without passthrough of the host's devices", { iommuPassthrough: false }],
  ])("can be imported %s", async (_what, given) => {
    const { host, asked, imported } = await importable({ devices: [GPU, AUDIO], ...given });
    expect(imported.inputs).toEqual({ ...asked, reboot: "manual" });
    expect(imported.changes).toEqual([]);
    expect(imported.refreshed).toEqual([]);
    expect(host.reboots).toBe(1);
  });

  it.each<[string, Partial<Inputs>, (host: SimulatedHost) => void]>([
    [
      "of the only display",
      { allowBootDisplay: true },
      ({ facts }) => Object.assign(facts, { pci: facts.pci.filter(({ bootVga }) => bootVga !== true) }),
    ],
    [
      "of unknown lifelines",
      { allowUnknownLifelines: true },
      ({ facts }) => {
        const network = { state: "unknown", because: "no interface was found", parts: [] };
        Object.assign(facts, { lifelines: { ...facts.lifelines, network } });
      },
    ],
  ])("can be imported with the consent %s", async (_what, consent, prepare) => {
    const { imported } = await importable({ devices: [GPU, AUDIO], ...consent }, prepare);
    expect(imported.inputs).toMatchObject(consent);
    expect(imported.changes).toEqual([]);
  });

  it("can be imported after it has drifted, and shows that", async () => {
    const edited = { text: "options kvm ignore_msrs=1\ninstall kvm /bin/false\n", sha256: "x" };
    const drift = (host: SimulatedHost) => {
      host.facts = withManaged(host.facts, {
        files: { ...host.facts.managed.files, [paths.modprobe]: edited },
        overlay: undefined,
      });
    };
    const { imported } = await importable(
      { devices: [GPU, AUDIO], modprobe: { kvm: { ignore_msrs: "1" } } },
      undefined,
      drift,
    );
    expect(imported.inputs.modprobe).toEqual({ kvm: { ignore_msrs: "1" } });
    expect(imported.changes).toEqual([`files["${paths.modprobe}"]`, "overlay.bind", "overlay.kernels"]);
  });
});

/** A host configured as asked, and what an import of it finds: inputs, and what would change with these inputs. */
async function importable(
  given: Partial<Inputs>,
  prepare: (host: SimulatedHost) => void = () => undefined,
  drift: (host: SimulatedHost) => void = () => undefined,
) {
  const host = new SimulatedHost();
  prepare(host);
  const { context, news } = await declared(host, { ...given, reboot: "auto" });
  await hostKernel.create(context, news, false);
  prepare(host);
  drift(host);
  const found = await hostKernel.read(context, "host-kernel", undefined);
  if (found === undefined) throw new Error("nothing was found");
  const checked = (await declared(host, found.inputs, found.inputs)).news;
  const changes = await hostKernel.diff(context, found.state, checked);
  const refreshed = await hostKernel.diff(context, found.state, found.inputs);
  return {
    host,
    asked: inputs.parse(given),
    imported: { inputs: found.inputs, changes: changes.map(({ path }) => path), refreshed },
  };
}

function userOfAudio() {
  const source = "<source><address domain='0x0000' bus='0x01' slot='0x00' function='0x1'/></source>";
  const inactive = parseXml(`<domain><devices><hostdev>${source}</hostdev></devices></domain>`);
  return { name: "other", uuid: "u", state: "shut off", autostart: false, persistent: true, inactive };
}

const readyLibvirt = {
  state: "ready" as const,
  libvirtVersion: "9.0.0",
  pools: [],
  volumes: [],
  domains: [],
  networks: [],
};

async function declared(host: SimulatedHost, given: Partial<Inputs>, olds?: Inputs) {
  const messages: string[] = [];
  const context: OperationContext = {
    urn: "urn",
    host,
    signal: new AbortController().signal,
    log: (severity, message) => messages.push(`${severity}: ${message}`),
    status: () => undefined,
  };
  const parsed = inputs.parse(given);
  const news = (await hostKernel.check?.(context, parsed, olds)) ?? parsed;
  return { context, news, said: () => messages.join("\n") };
}

async function created(reboot: "auto" | "manual") {
  const host = new SimulatedHost();
  const first = await declared(host, { devices: ["auto"], reboot });
  const made = await hostKernel.create(first.context, first.news, false);
  let state = made.state as State;
  const refreshed = async (consent: "auto" | "manual", given: Partial<Inputs> = {}) => {
    const found = await hostKernel.read(first.context, "host-kernel", state);
    if (found === undefined) throw new Error("gone");
    state = found.state;
    const { news } = await declared(host, { devices: ["auto"], reboot: consent, ...given }, found.inputs);
    return news;
  };
  return {
    ...first,
    host,
    state,
    changes: async (consent = reboot, given: Partial<Inputs> = {}) => {
      const news = await refreshed(consent, given);
      return hostKernel.diff(first.context, state, news);
    },
    update: async (consent = reboot, given: Partial<Inputs> = {}) => {
      const news = await refreshed(consent, given);
      state = { ...state, ...(await hostKernel.update(first.context, "host-kernel", state, news, false)) };
    },
  };
}
