import { afterAll, beforeEach, test } from "vitest";
import type { Fault } from "./fault.ts";
import { Matrix } from "./matrix.ts";

/**
 * systemd-boot starts the host: its word is a variable of the firmware, and its entries and what they load
 * are on the EFI partition.
 */
const matrix = new Matrix("systemd", ["systemd-boot"]);

beforeEach(() => matrix.begin());
afterAll(() => matrix.end());

/** The variable that names the entry to be started once (https://systemd.io/BOOT_LOADER_INTERFACE). */
const WORD = "/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
const NOT_STARTED = /The trial boot failed[\s\S]*the boot loader did not start it/;
const NO_JOURNAL = /The trial boot failed[\s\S]*has left no journal/;

const faults: readonly Fault[] = [
  {
    name: "kernel missing",
    inject: 'sed -i "s,^linux .*,linux /missing," $conf',
    outcome: "returned",
    says: NOT_STARTED,
  },
  { name: "the entry is gone", inject: "rm $conf", outcome: "returned", says: NOT_STARTED },
  {
    name: "the word is gone",
    inject: `chattr -i ${WORD}; rm ${WORD}`,
    outcome: "returned",
    says: NOT_STARTED,
  },
  {
    name: "overlay damaged",
    inject: "head -c 65536 /dev/urandom | dd of=/boot/efi/vfio/trial.cpio conv=notrunc 2>/dev/null",
    outcome: "returned",
    says: NO_JOURNAL,
  },
  {
    name: "sshd does not start",
    inject: 'within 20; sed -i "s/^options .*/& systemd.mask=ssh.service/" $conf',
    outcome: "returned",
    says: /The trial boot failed[\s\S]*nobody has confirmed this trial in time/,
  },
];

test.each(faults.map((fault) => ({ ...fault, name: `systemd-boot: ${fault.name}` })))("$name", (fault) =>
  matrix.run(fault),
);
