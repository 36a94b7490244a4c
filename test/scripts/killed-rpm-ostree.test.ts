import { describe, expect, it } from "vitest";
import { killAtStep } from "./by-tool.ts";
import { change, ENABLE, early, FakeDeployments, INITRAMFS, KARGS, undo } from "./rpm-ostree.ts";

const OTHER = { iommu: "pt", vfio_bind: "0000:02:00.0@1:2" };
/** One of our arguments was there before us. */
const BEFORE = "root=x ostree=/ostree/boot.1/x/0 iommu=pt\n";

/** Where a change can be cut off, and how many such places there are at least. */
const cuts = [
  { where: "at a file", arm: killAtStep, least: 6 },
  { where: "at rpm-ostree", arm: killAtCall, least: 8 },
];

describe.each(cuts)("a run that is cut off $where", ({ arm, least }) => {
  it("is undone exactly when it was the first", () => {
    const places = atEveryStep(arm, (host, cut) => {
      cut(() => enable(host));
      return giveBack(host);
    });
    expect(places).toBeGreaterThanOrEqual(least);
  }, 300_000);

  it("is gone on with, and undone exactly, when it was a later one", () => {
    const places = atEveryStep(arm, (host, cut) => {
      enable(host);
      cut(() => change(host, OTHER));
      expect(change(host, OTHER)).toMatchObject({ code: 0, err: "" });
      expect(host.read(KARGS)).toBe(`${BEFORE.trim()} vfio_bind=0000:02:00.0@1:2\n`);
      return giveBack(host);
    });
    expect(places).toBeGreaterThanOrEqual(least);
  }, 300_000);
});

it("an undo that is cut off at rpm-ostree is gone on with, and changed again", () => {
  const places = atEveryStep(killAtCall, (host, cut) => {
    enable(host);
    cut(() => giveBack(host));
    expect(enable(host)).toMatchObject({ code: 0, err: "" });
    expect(host.read(KARGS)).toContain("vfio-pci.ids=1234:1111");
    return giveBack(host);
  });
  expect(places).toBeGreaterThanOrEqual(6);
}, 300_000);

function killAtCall(host: FakeDeployments, step: number): void {
  host.killAtCall(step);
}

/** As it is planned of what is read. */
function enable(host: FakeDeployments) {
  return change(host, early, host.read(INITRAMFS) === "off\n" ? [ENABLE] : []);
}

function giveBack(host: FakeDeployments) {
  return undo(host, host.read(INITRAMFS) === "off\n" ? [] : ["initramfs enabled disable"]);
}

/**
 * Tries a story with a host for every place in which a run of it can be cut off; at its end the host must be
 * as before. Returns how many there were.
 */
function atEveryStep(
  arm: (host: FakeDeployments, step: number) => void,
  story: (
    host: FakeDeployments,
    cut: (run: () => { code: number | null }) => void,
  ) => ReturnType<typeof undo>,
): number {
  let last = false;
  let step = 0;
  while (!last) {
    step++;
    const host = new FakeDeployments();
    host.put(KARGS, BEFORE);
    const before = host.manifest();
    const { code, err } = story(host, (run) => {
      arm(host, step);
      last = run().code === 0;
      arm(host, 0);
    });
    expect({ step, code, err }).toEqual({ step, code: 0, err: "" });
    expect([step, host.manifest()]).toEqual([step, before]);
    expect([host.read(KARGS), host.read(INITRAMFS)]).toEqual([BEFORE, "off\n"]);
    expect(step).toBeLessThan(60);
    host.dispose();
  }
  return step - 1;
}
