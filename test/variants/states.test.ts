import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import type { Values } from "../driver/provider-calls.ts";
import { CARD, type Lab, openLab } from "../lab/lab.ts";
import { differences, filesOf, readManifest } from "../lab/manifest.ts";
import { expectMenu, expectNamed } from "../states/expectations.ts";
import { GRUB_MENU, grubMenu } from "../states/menu.ts";
import { type Named, namedBy, nothing, saysReboot } from "../states/named.ts";
import { command } from "../states/provider.ts";
import { sysctls } from "../states/state.ts";
import { enterState, labScenarios } from "./random-state.ts";

/**
 * The random states of the simulated hosts on a workstation that really boots. The first one is gone through
 * with its reboots; for the others only what is written counts, so they leave the reboot to the user.
 */
let checkout: Checkout;
let lab: Lab;
const TYPE = "HostKernel";
const SEED = 20_264_614;
const states = labScenarios(SEED, 3).map((scenario, index) => ({
  ...scenario,
  index,
  reboot: index === 0 ? ("auto" as const) : ("manual" as const),
}));

beforeAll(async () => {
  checkout = await makeCheckout("states");
  lab = await openLab(checkout, "ws1");
});

afterAll(() => checkout?.close());

test.each(states)(
  "what the preview says is what happens in state $index, reboot: $reboot",
  async (scenario) => {
    const { index, state, declared, reboot } = scenario;
    console.log(`seed ${SEED}, state ${index}: ${JSON.stringify({ state, declared })}`);
    if (index > 0) await lab.instance.reset();
    await enterState(lab, state);
    const inputs: Values = { ...(JSON.parse(JSON.stringify(declared)) as Values), reboot };
    const settings = { host: "ws1", sshConfigFile: lab.instance.sshConfigPath, connectTimeout: "60" };

    const start = await seen();
    const preview = await command(settings, async (call) => {
      const checked = await call.check(TYPE, inputs);
      expect(checked.failures).toEqual([]);
      await call.create(TYPE, checked.inputs, true);
    });
    console.log(preview.messages.join("\n"));
    expect(changes(start, await seen()), "changed by the preview").toEqual([]);
    expect(saysReboot(preview.messages)).toBe(true);

    const up = await command(settings, async (call) => {
      const { inputs: news } = await call.check(TYPE, inputs);
      return { news, ...(await call.create(TYPE, news)) };
    });
    const applied = await seen();
    const named = namedBy(preview.messages);
    expectNamed(named, start.menu, filesOf(start.manifest), filesOf(applied.manifest));
    expectMenu(named, start.menu, applied.menu, { before: false, after: true });
    expect(applied.sysctls).toEqual({ ...start.sysctls, ...named.sysctl });
    expect(applied.boot !== start.boot).toBe(reboot === "auto");
    if (reboot === "auto") await expectInEffect(named);

    const { id, properties, news } = up.result;
    const again = await command(settings, async (call) => {
      const read = await call.read(TYPE, id, properties, news);
      const checked = await call.check(TYPE, inputs, news);
      const { changes, detailed } = await call.diff(TYPE, read.properties, checked.inputs);
      expect({ changes, detailed }, "the second preview").toEqual({ changes: "none", detailed: {} });
      await call.update(TYPE, id, read.properties, checked.inputs);
    });
    expect(namedBy(again.messages), "named by the second preview").toEqual(nothing);
    expect(changes(applied, await seen()), "changed by the second up").toEqual([]);

    await command(settings, (call) => call.delete(TYPE, id, properties));
    const end = await seen();
    expect(differences(start.manifest, end.manifest), "not restored by the destroy").toEqual([]);
    expect(end.sysctls).toEqual(start.sysctls);
    expect(end.boot !== applied.boot).toBe(reboot === "auto");
    expect(await lab.drivers(CARD)).toEqual({ [CARD[0]]: "bochs-drm", [CARD[1]]: "snd_hda_intel" });
  },
);

/** Every argument that was named is on the running command line, and the card is held. */
async function expectInEffect({ added }: Named): Promise<void> {
  const running = (await lab.root("cat /proc/cmdline")).trim().split(" ");
  expect(running).toEqual(expect.arrayContaining([...added]));
  expect(await lab.drivers(CARD)).toEqual({ [CARD[0]]: "vfio-pci", [CARD[1]]: "vfio-pci" });
}

type Seen = Awaited<ReturnType<typeof seen>>;

async function seen() {
  const names = Object.keys(sysctls);
  const values = await lab.root(names.map((name) => `cat /proc/sys/${name.replaceAll(".", "/")}\n`).join(""));
  const lines = values.split("\n");
  return {
    manifest: await readManifest(lab),
    menu: grubMenu(await lab.root(`cat ${GRUB_MENU}`)),
    sysctls: Object.fromEntries(names.map((name, index) => [name, lines[index] ?? ""])),
    boot: await lab.bootId(),
  };
}

function changes(before: Seen, after: Seen): readonly string[] {
  const others = (["sysctls", "boot"] as const).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return [...differences(before.manifest, after.manifest), ...others];
}
