import { afterEach, beforeEach, expect, it } from "vitest";
import { GPU, instructions, removals } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const STATE = "var/lib/pulumi-vfio";
const JOURNAL = `${STATE}/journal`;

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

it.each(["file /etc/default/gr", `driver ${GPU} nvid`, "token iommu"])(
  "a note that was cut off (%s) is left out, and swallows none",
  (torn) => {
    const before = host.manifest();
    host.transact("change", instructions(host));
    const whole = (host.read(JOURNAL) ?? "").split("\n").sort();
    host.transact("undo", removals(host));
    expect(host.manifest()).toEqual(before);
    host.put(JOURNAL, `token iommu=pt\n${torn}`);
    expect(host.transact("change", instructions(host)).code).toBe(0);
    expect((host.read(JOURNAL) ?? "").split("\n").sort()).toEqual(whole);
  },
);

it("the first notes are made also where grep is busybox's, which takes a file without patterns for one that matches all", () => {
  host.program("grep", 'exec busybox grep "$@"');
  expect(host.transact("change", instructions(host))).toMatchObject({ code: 0, err: "" });
  expect(host.read(JOURNAL)).toMatch(/^token iommu=pt$/m);
});

it("the journal stays as it is when there is no room for the new notes", () => {
  host.put(JOURNAL, "token old\n");
  host.program("sync", `case "$*" in *journal*) exit 1; esac; exec /usr/bin/sync "$@"`);
  expect(host.transact("change", instructions(host)).code).not.toBe(0);
  expect(host.read(JOURNAL)).toBe("token old\n");
});

it("an undo that was killed while it removed what it knows leaves no half of it, and the next run removes the rest", () => {
  const before = host.manifest();
  host.transact("change", instructions(host));
  const state = `${host.root}/${STATE}`;
  const half = `[ -d "$2" ] || exit 0; /usr/bin/rm -f "$2/journal"; kill -9 $PPID`;
  host.program(
    "rm",
    `case "$*" in "-rf ${state}" | "-rf ${state}.gone") ${half}; esac; exec /usr/bin/rm "$@"`,
  );
  const planned = removals(host);
  expect(host.transact("undo", planned).code).toBe(null);
  host.program("rm", 'exec /usr/bin/rm "$@"');
  expect(host.read(`${STATE}/base/grub.cfg`)).toBeUndefined();
  expect(host.transact("change", instructions(host)).code).toBe(0);
  expect(host.transact("undo", removals(host)).code).toBe(0);
  expect(host.manifest()).toEqual(before);
});
