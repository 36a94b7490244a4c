import { describe, expect, it } from "vitest";
import type { TrialFacts } from "../../../../../host/model/facts/trial-facts.ts";
import type { OperationContext } from "../../../../../provider/contract/resource.ts";
import { completeInputs } from "../../../../../provider/resources/host-kernel/complete.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import { inputs, type Written } from "../../../../../provider/resources/host-kernel/schema.ts";
import { trialFacts } from "../../../host/boot/lab-host.ts";
import { noWaits } from "../../../host/boot/no-waits.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";

noWaits();

describe("a reboot without a way back", () => {
  it.each<[string, Partial<TrialFacts>, RegExp]>([
    ["systemd is not process 1", { systemd: false }, /systemd is not process 1/],
    ["GRUB does not read custom.cfg", withoutCustomFile(), /41_custom executable/],
    [
      "the root file system is locked",
      { encrypted: { cryptroot: false } },
      /cryptroot, which you must unlock/,
    ],
    [
      "the image was made since the start",
      { bootedAt: 400 },
      /was made after the host was started[\s\S]*reboot the host by hand/,
    ],
  ])("is refused in the preview when %s, and nothing is touched", async (_what, trial, message) => {
    const host = on(trial);
    const { facts } = host;
    await expect(checked(host, { reboot: "auto" })).rejects.toThrow(message);
    await expect(checked(host, { reboot: "auto" })).rejects.toThrow("without a way back");
    expect([host.reboots, host.facts]).toEqual([0, facts]);
  });

  it("is no matter when it is left to the person, or the person has taken it upon themselves", async () => {
    const host = on({ systemd: false, bootedAt: 400 });
    await expect(checked(host, { reboot: "manual" })).resolves.toBeDefined();
    await expect(checked(host, { reboot: "auto", allowUnprotectedReboot: true })).resolves.toBeDefined();
    const unproven = on({ bootedAt: 400 });
    await expect(checked(unproven, { reboot: "auto", allowUnprovenBaseline: true })).resolves.toBeDefined();
  });

  it("is told with the plan otherwise: that it is tried, and when the host returns", async () => {
    const { news, context, said } = await checked(new SimulatedHost(), { reboot: "auto" });
    await hostKernel.create(context, news, true);
    expect(said.join("\n")).toMatch(/trial boot: the new configuration is started once[\s\S]*180 s/);
    expect(said.join("\n")).toContain(
      [
        "  files of the trial, removed after it:",
        "    /etc/systemd/system/pulumi-vfio-recover.service",
        "    /etc/systemd/system/pulumi-vfio-dead-man.service",
        "    /boot/vfio/trial.cpio",
        "    lines in /boot/grub/custom.cfg",
        "    /boot/grub/pulumi-vfio.env",
        "    /var/lib/pulumi-vfio/trial\n",
      ].join("\n"),
    );
  });
});

it.each([
  [
    "custom.cfg is a link",
    { customFileIsLink: true },
    "custom.cfg is a symbolic link, which is not followed",
  ],
  ["grub-editenv is missing", { editor: "missing" }, "there is no grub-editenv"],
] as const)(
  "the preview refuses what a run would find only on the host: %s",
  async (_what, place, message) => {
    const { grub } = trialFacts;
    if (grub === undefined) throw new Error("no GRUB");
    const host = on({ grub: { ...grub, ...place } });
    await expect(checked(host, { reboot: "auto" })).rejects.toThrow(message);
  },
);

describe("an up after one that was stopped during the trial", () => {
  it.each([
    ["", {}],
    [" with options of modules", { modprobe: { "vfio-pci": { disable_idle_d3: "1" } } }],
  ])("goes on with it%s while the host runs it", async (_what, given) => {
    const host = new SimulatedHost();
    host.comesBack = false;
    const first = await checked(host, { reboot: "auto", ...given });
    await expect(hostKernel.create(first.context, first.news, false)).rejects.toThrow(
      /Stopped during the reboot into the trial/,
    );
    host.comesBack = true;
    host.boot();
    const { news, context } = await checked(host, { reboot: "auto", ...given });
    const { state } = await hostKernel.create(context, news, false);
    expect(state).toMatchObject({ rebootRequired: false });
    expect(host.reboots).toBe(1);
  });
});

function withoutCustomFile(): Partial<TrialFacts> {
  const { grub } = new SimulatedHost().facts.trial;
  return grub === undefined ? {} : { grub: { ...grub, readsCustomFile: false } };
}

function on(trial: Partial<TrialFacts>): SimulatedHost {
  const host = new SimulatedHost();
  host.facts = { ...host.facts, trial: { ...host.facts.trial, ...trial } };
  return host;
}

/** The person stops a run that waits for the host for ever. */
async function checked(host: SimulatedHost, given: Partial<Written>) {
  const abort = new AbortController();
  const said: string[] = [];
  const context: OperationContext = {
    urn: "urn",
    host,
    signal: abort.signal,
    log: (severity, message) => said.push(`${severity}: ${message}`),
    status: (text) => {
      if (!host.comesBack && text.startsWith("waiting for the host")) abort.abort(new Error("cancelled"));
    },
  };
  const news = await completeInputs(context, inputs.parse({ devices: ["auto"], ...given }), undefined);
  return { news, said, context };
}
