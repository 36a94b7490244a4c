import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { trialFaults } from "./cases.ts";
import { rare } from "./chosen.ts";
import { bringUp, giveBack } from "./controller.ts";
import { inject } from "./injection.ts";
import { interruptions } from "./interruptions.ts";
import { leftAlone } from "./left-alone.ts";
import { Matrix } from "./matrix.ts";
import { countBoots, settled } from "./workstation.ts";

/** The faults that are not part of every run of all tests. */
const matrix = new Matrix();

beforeEach(() => matrix.begin());
afterAll(() => matrix.end());

test("without a fault", () => matrix.requireReference());

describe("a trial that goes wrong", () => {
  test.each(rare(trialFaults))("$name", (fault) => matrix.run(fault));
});

describe("a run or a host that ends in the middle", () => {
  test.each(rare(interruptions))("$name", (fault) => matrix.run(fault));
});

test("two runs at once: one brings it about, the other does it no harm", async () => {
  await matrix.timed(
    "two runs at once",
    "kept",
    async () => {
      await inject(matrix.lab, "");
      const said = await Promise.all([1, 2].map(() => bringUp(matrix.lab.instance)));
      const refused = said.filter((text) => text !== undefined);
      expect(refused.length).toBeLessThan(2);
      for (const text of refused) expect(text).toMatch(/another run|connection .* lost/i);
      await settled(matrix.lab);
    },
    () => matrix.expectConfigured(),
  );
});

/**
 * What the construction is for: without a part of it the same fault ends badly, so the cases above can fail.
 */
describe("negative controls", () => {
  test("without the dead-man unit a host that nobody can reach stays away, until somebody resets it", async () => {
    await matrix.timed(
      "control: sshd does not start, no dead-man unit",
      "power button",
      async () => {
        await inject(
          matrix.lab,
          'rm /etc/systemd/system/*.target.wants/pulumi-vfio-dead-man.service; within 20; argument "systemd.mask=ssh.service"',
        );
        await leftAlone(matrix.lab, 150_000);
        await matrix.lab.instance.stop({ now: true });
        await matrix.open();
        await settled(matrix.lab);
        expect(await giveBack(matrix.lab.instance)).toBeUndefined();
      },
      () => matrix.expectPristine(),
    );
  });

  test("without the gate a trial that cannot be started is started again and again", async () => {
    await matrix.timed("control: kernel missing, no gate", "started again and again", async () => {
      const boots = countBoots(matrix.lab);
      await inject(
        matrix.lab,
        `entry "s,/boot/vmlinuz[^ ]*,/boot/vmlinuz-missing,"
        echo "set default=$(sed -n 's/.*--id \\(pulumi-vfio-trial-[^ ]*\\).*/\\1/p' $menu)" >>$menu`,
      );
      await leftAlone(matrix.lab, 120_000);
      expect(boots()).toBeGreaterThanOrEqual(4);
    });
  });
});
