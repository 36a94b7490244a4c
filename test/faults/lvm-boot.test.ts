import { afterAll, beforeEach, expect, test } from "vitest";
import { trialFaults } from "./cases.ts";
import { bringUp } from "./controller.ts";
import type { Fault } from "./fault.ts";
import { inject } from "./injection.ts";
import { leftAlone } from "./left-alone.ts";
import { Matrix } from "./matrix.ts";
import { countBoots } from "./workstation.ts";

/**
 * /boot is on LVM, which GRUB can read and not write: the word that starts a trial is on the EFI partition.
 */
const matrix = new Matrix("lvm", ["lvm-boot"]);

beforeEach(() => matrix.begin());
afterAll(() => matrix.end());

const WORD = "/boot/efi/EFI/pulumi-vfio/env";
const NOT_STARTED = /The trial boot failed[\s\S]*the boot loader did not start it/;

const wordFaults: readonly Fault[] = [
  {
    name: "GRUB cannot take back the word",
    // On the logical volume, where GRUB finds and reads it.
    inject: `
      mkdir -p /boot/EFI/pulumi-vfio
      mv ${WORD} /boot/EFI/pulumi-vfio/env
      edit "/^search .*pulumi_vfio_device/ s/[^ ]*\\$/$(findmnt -n -o UUID /boot)/"`,
    after: "rm -r /boot/EFI",
    outcome: "returned",
    says: NOT_STARTED,
  },
  // What a power cut leaves on FAT.
  { name: "the word is empty", inject: `: >${WORD}`, outcome: "returned", says: NOT_STARTED },
  {
    name: "the word is damaged",
    inject: `head -c 1024 /dev/urandom >${WORD}`,
    outcome: "returned",
    says: NOT_STARTED,
  },
  { name: "the word is gone", inject: `rm ${WORD}`, outcome: "returned", says: NOT_STARTED },
];

test.each(wordFaults.map(onLvm))("$name", (fault) => matrix.run(fault));

test("LVM: an EFI partition without room is named before anything is touched", async () => {
  const refused = async () => {
    await matrix.lab.root("dd if=/dev/zero of=/boot/efi/filler bs=64k 2>/dev/null || sync");
    expect(await bringUp(matrix.lab.instance)).toMatch(
      /only \d+ kB are free on \/boot\/efi, 128 kB are needed[\s\S]*nothing was changed/,
    );
    await matrix.lab.root("rm /boot/efi/filler");
  };
  await matrix.timed("LVM: EFI partition full", "refused", refused, () => matrix.expectPristine());
});

test("LVM: sshd does not start", () => matrix.run(onLvm(trialFault("sshd does not start"))));

/** What the construction is for: GRUB's own word for one boot is not taken back where GRUB cannot write. */
test("LVM: with next_entry in place of the gate a trial that cannot be started is started again and again", async () => {
  await matrix.timed("LVM: control: kernel missing, next_entry", "started again and again", async () => {
    const boots = countBoots(matrix.lab);
    await inject(
      matrix.lab,
      `entry "s,/vmlinuz[^ ]*,/vmlinuz-missing,"
      rm ${WORD}
      grub-editenv /boot/grub/grubenv set next_entry=$(sed -n 's/.*--id \\(pulumi-vfio-trial-[^ ]*\\).*/\\1/p' $menu)`,
    );
    await leftAlone(matrix.lab, 120_000);
    expect(boots()).toBeGreaterThanOrEqual(4);
  });
});

/** The name that its result has beside those of the standard workstation. */
function onLvm(fault: Fault): Fault {
  return { ...fault, name: `LVM: ${fault.name}` };
}

/** One of the faults that are tried where GRUB can write. */
function trialFault(named: string): Fault {
  const fault = trialFaults.find(({ name }) => name === named);
  if (fault === undefined) throw new Error(`there is no fault "${named}"`);
  return fault;
}
