import { describe, expect, it } from "vitest";
import { bindScript } from "../../../../../host/boot/on-host/overlay-files.ts";
import { sha256 } from "../../../../../host/model/facts/managed-facts.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import type { Inputs, State, Written } from "../../../../../provider/resources/host-kernel/schema.ts";
import { KERNEL, withManaged } from "../../../host/boot/lab-host.ts";
import { noWaits } from "../../../host/boot/no-waits.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";
import { declared as declaredOn } from "./host-kernel-runs.ts";

const IMAGE = `/boot/initrd.img-${KERNEL}`;

noWaits();

describe("HostKernel with binding: rebuild", () => {
  it("makes images and no overlay, reboots once, and finds nothing to do then", async () => {
    const { host, state, diff } = await created();
    expect(state.overlay).toBeUndefined();
    expect(state.images).toEqual({
      [IMAGE]: { kernel: KERNEL, tool: "initramfs-tools", bind: sha256(bindScript) },
    });
    expect(host.facts.managed.overlay).toBeUndefined();
    expect(host.reboots).toBe(1);
    expect(await diff()).toEqual([]);
  });

  it("tries the image of the entry that is started, and has nothing of it left", async () => {
    const { context, news, said } = await declared(new SimulatedHost());
    await hostKernel.create(context, news, true);
    expect(said()).toContain(`its image is made first, by initramfs-tools`);
    const { host } = await created();
    expect(host.facts.kernel.commandLine).toContain("pulumi_vfio_trial=");
    expect(host.facts.trial.record).toBeUndefined();
  });

  it("says in the preview that images are made anew, and why not an overlay", async () => {
    const { context, news, said } = await declared(new SimulatedHost());
    await hostKernel.create(context, news, true);
    expect(said()).toContain(`initramfs ${IMAGE} is rebuilt for kernel ${KERNEL}: it is not known to carry`);
    expect(said()).toContain("because you have asked for it (binding: rebuild)");
    expect(said()).not.toContain("overlay initrd /boot");
  });

  it("shows an image that somebody has made since, and looks into it without a reboot", async () => {
    const { host, diff, update } = await created();
    const [image] = Object.values(host.facts.managed.images ?? {});
    if (image === undefined) throw new Error("no image");
    host.facts = withManaged(host.facts, { images: { [IMAGE]: { ...image, state: "changed" } } });
    expect((await diff()).map(({ path }) => path)).toEqual([`images["${IMAGE}"]`]);
    await update();
    expect(await diff()).toEqual([]);
    expect(host.reboots).toBe(1);
  });

  it("is imported as what it is", async () => {
    const { context } = await created();
    const found = await hostKernel.read(context, "host-kernel", undefined);
    expect(found?.inputs).toMatchObject({ binding: "rebuild" });
    expect(found?.inputs).not.toHaveProperty("images");
  });

  it("does not reboot when an entry loads an image without the script", async () => {
    const host = new SimulatedHost();
    const { context, news } = await declared(host, undefined, { allowUnprotectedReboot: true });
    const images = Object.fromEntries(Object.entries(news.images ?? {}).filter(([path]) => path !== IMAGE));
    await expect(hostKernel.create(context, { ...news, images }, false)).rejects.toThrow(
      /kernel 6\.1\.0-56-amd64\): its image \/boot\/initrd\.img-6\.1\.0-56-amd64 is none of those that carry the bind script/,
    );
    expect(host.reboots).toBe(0);
  });
});

function declared(host: SimulatedHost, olds?: Inputs, more: Partial<Written> = {}) {
  return declaredOn(host, { devices: ["auto"], reboot: "auto", binding: "rebuild", ...more }, olds);
}

async function created() {
  const host = new SimulatedHost();
  const first = await declared(host);
  const made = await hostKernel.create(first.context, first.news, false);
  let state = made.state as State;
  const refreshed = async () => {
    const found = await hostKernel.read(first.context, "host-kernel", state);
    if (found === undefined) throw new Error("gone");
    state = found.state;
    return (await declared(host, found.inputs)).news;
  };
  return {
    ...first,
    host,
    state,
    diff: async () => {
      const news = await refreshed();
      return hostKernel.diff(first.context, state, news);
    },
    update: async () => {
      const news = await refreshed();
      state = { ...state, ...(await hostKernel.update(first.context, "host-kernel", state, news, false)) };
    },
  };
}
