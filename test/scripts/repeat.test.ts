import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DROP_IN, instructions, OURS, removals, tokens } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

describe("a run after another one", () => {
  it.each<[string, () => void, string]>([
    [
      "packages are being installed",
      () => {
        const inode = statSync(join(host.root, "var/lib/dpkg/lock")).ino;
        host.program("perl", "exit 127");
        host.put("proc/locks", `1: POSIX  ADVISORY  WRITE 4711 08:01:${inode} 0 EOF\n`);
      },
      "process 4711 holds",
    ],
    ["a file was changed", () => host.put(DROP_IN, "somebody\n"), "changed by another program or by you"],
  ])("says that nothing was touched when %s", (_what, spoil, reason) => {
    host.transact("change", instructions(host));
    const planned = instructions(host);
    spoil();
    const before = host.manifest();
    const { code, err } = host.transact("change", planned);
    expect(code).toBe(75);
    expect(err).toContain(reason);
    expect(host.manifest()).toEqual(before);
  });

  it("touches nothing when only the menu was to be made, and was refused", () => {
    host.transact("change", instructions(host));
    const before = host.manifest();
    host.spoilMenu("s/ iommu=pt//");
    expect(host.transact("change", [...tokens(), "menu"]).code).toBe(75);
    expect(host.manifest()).toEqual(before);
  });

  it("says that something was touched when the overlay was built", () => {
    host.transact("change", instructions(host));
    host.spoilMenu("s/ iommu=pt//");
    expect(host.transact("change", [...tokens(), "overlay", "menu"]).code).toBe(76);
  });
});

describe("a run that was planned before another one did the same", () => {
  it("takes files that have the wanted content for written", () => {
    const planned = instructions(host);
    host.transact("change", planned);
    const first = host.manifest();
    expect(host.transact("change", planned)).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(first);
  });

  it("makes up for the copy that the other one did not come to", () => {
    const planned = instructions(host);
    host.transact("change", planned);
    const ours = host.read(OURS);
    host.remove(OURS);
    host.transact("change", planned);
    expect(host.read(OURS)).toBe(ours);
  });

  it("takes files that are gone for removed", () => {
    const before = host.manifest();
    host.transact("change", instructions(host));
    const [first = "", ...others] = removals(host);
    host.program("grub-mkconfig", "exit 1");
    host.transact("undo", [first]);
    host.updateGrub();
    expect(host.transact("undo", [first, ...others])).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });
});
