import { describe, expect, it } from "vitest";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import { inputs, type Written } from "../../../../../provider/resources/host-kernel/schema.ts";
import { AUDIO, GPU, withManaged } from "../../../host/boot/lab-host.ts";
import { noWaits } from "../../../host/boot/no-waits.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";
import { declared, written } from "./host-kernel-runs.ts";

noWaits();

describe("HostKernel", () => {
  it.each<[string, Partial<Written>]>([
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

  it.each<[string, Partial<Written>, (host: SimulatedHost) => void]>([
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

/**
 * A host configured as asked, and what an import of it finds: inputs, and what would change with these
 * inputs.
 */
async function importable(
  given: Partial<Written>,
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
  const checked = (await declared(host, written(found.inputs), found.inputs)).news;
  const changes = await hostKernel.diff(context, found.state, checked);
  const refreshed = await hostKernel.diff(context, found.state, found.inputs);
  return {
    host,
    asked: inputs.parse(given),
    imported: { inputs: found.inputs, changes: changes.map(({ path }) => path), refreshed },
  };
}
