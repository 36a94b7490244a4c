import { describe, expect, it } from "vitest";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { UNKNOWN } from "../../../../../provider/contract/properties.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import {
  AUDIO,
  BIND,
  entries,
  freshHost,
  GPU,
  heldBy,
  labObservation,
  withManaged,
} from "../../../host/boot/lab-host.ts";
import { noWaits } from "../../../host/boot/no-waits.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";
import { EngineSide } from "../../engine-side.ts";
import { created, declared } from "./host-kernel-runs.ts";

noWaits();

describe("HostKernel", () => {
  it("completes what is declared", async () => {
    const { news } = await declared(new SimulatedHost(), { devices: ["auto"] });
    expect(news.functions).toEqual({ [GPU]: "1234:1111", [AUDIO]: "8086:293e" });
    expect(news.commandLine).toEqual({ iommu: "pt", vfio_bind: BIND.slice(10) });
    expect(news.reboot).toBe("manual");
  });

  it("has no input for what is worked out", async () => {
    const engine = new EngineSide(new SimulatedHost());
    const checked = engine.check("HostKernel", { devices: ["auto"], functions: {} });
    await expect(checked).rejects.toThrow(/functions: there is no such property/);
  });

  it("knows in a preview all that is worked out, and that there are no images", async () => {
    const engine = new EngineSide(new SimulatedHost());
    const inputs = await engine.check("HostKernel", { devices: ["auto"] });
    const { properties } = await engine.create("HostKernel", inputs, true);
    const { functions, files, overlay } = inputs;
    expect(properties).toMatchObject({ functions, files, overlay, bootedWith: UNKNOWN });
    expect(properties).not.toHaveProperty("images");
  });

  it("shows the plan in a preview, and changes nothing", async () => {
    const host = new SimulatedHost();
    const before = host.facts;
    const { context, news, said } = await declared(host, { devices: ["auto"], reboot: "auto" });
    await hostKernel.create(context, news, true);
    expect(said()).toContain("reboot required:\n  iommu=pt is not on the running command line");
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
    expect(said()).toMatch(
      /^warning: ws1: .*\nDO NOT REBOOT THE HOST .* would be without any initramfs, and fail$/m,
    );
  });

  it("says that a reboot is required until the person made one", async () => {
    const { host, context, state, said, changes } = await created("manual");
    expect(state.rebootRequired).toBe(true);
    const warning = said();
    expect(warning).toMatch(
      /^warning: reboot required:\n {2}iommu=pt is not on .*\n[\s\S]*Reboot the host when it suits/,
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
    expect(later).toMatch(
      /^info: .*? (?:→|on) vfio-pci · .*\nkernel command line:\n[\s\S]*?\nreboot required:/,
    );
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
    expect(found?.unfinished?.join()).toMatch(/undone, and not rebooted: .*0000:01:00\.0 is still bound/);
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
});
