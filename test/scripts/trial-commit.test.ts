import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instructions, removals } from "./boot-instructions.ts";
import type { FakeHost } from "./fake-host.ts";
import { TrialHost } from "./trial-host.ts";

const STATE = "var/lib/pulumi-vfio";
const PROVEN = `${STATE}/proven`;

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
});
afterEach(() => host.dispose());

describe("keeping a change that was tried", () => {
  it("ends as the change without a trial does, and knows what was proven", () => {
    const plain = afterwards(new TrialHost(), (other) =>
      other.transact("change", ["copies", ...instructions(other)]),
    );
    tried();
    expect(host.commit()).toMatchObject({ code: 0, err: "" });
    expect(host.read(PROVEN)).toBe("root=UUID=x ro quiet iommu=pt\n");
    host.remove(PROVEN);
    expect(comparable(host)).toEqual(plain);
    expect([host.confirmed, host.read("proc/sys/kernel/panic")]).toEqual([true, "0\n"]);
  });

  it("notes that options which are taken away are in effect in this boot still", () => {
    const trial = host.trial();
    host.arm({ ...trial, payload: [...trial.payload, "module-options of-the-run"] });
    host.boot(true);
    host.put("proc/sys/kernel/random/boot_id", "of-the-trial\n");
    expect(host.commit()).toMatchObject({ code: 0, err: "" });
    expect(host.read(`${STATE}/module-options`)).toBe("of-the-trial\n");
  });

  it("is undone without a trace", () => {
    const before = host.manifest();
    tried();
    host.commit();
    expect(host.transact("undo", removals(host))).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("is undone without a trace by an undo that is tried", () => {
    const before = host.manifest();
    tried();
    host.commit();
    host.arm(host.trial("undo"));
    host.boot(true);
    expect(host.commit()).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("is refused before it is confirmed when somebody has changed the host since it was planned", () => {
    tried();
    host.put("etc/modprobe.d/pulumi-vfio.conf", "theirs\n");
    host.put("etc/default/grub.d/90-pulumi-vfio.cfg", "theirs\n");
    const before = host.manifest();
    const { code, err } = host.commit();
    expect([code, err]).toEqual([75, expect.stringContaining("was changed by another program or by you")]);
    expect([host.state, host.confirmed]).toEqual(["armed", false]);
    expect(host.manifest()).toEqual(before);
  });

  it("is refused when the host does not run the trial, or has none", () => {
    expect(host.commit().code).not.toBe(0);
    host.arm();
    host.boot(false);
    expect(host.commit()).toMatchObject({ code: 75, err: "the host does not run the trial\n" });
    host.disarm("reject");
    expect(host.commit()).toMatchObject({ code: 75, err: "the trial has ended: rejected\n" });
  });

  it("stays confirmed when the menu cannot be made, and goes on when it can, also at the next boot", () => {
    tried();
    host.spoilMenu("s/iommu=pt//");
    const { code, err } = host.commit();
    expect([code, err]).toEqual([76, expect.stringContaining("the new boot menu would not do what it must")]);
    expect([host.state, host.confirmed]).toEqual(["committing", true]);
    host.updateGrub();
    host.boot(false);
    expect(host.recover()).toMatchObject({ code: 0, err: "" });
    expect(host.state).toBeUndefined();
    expect(host.read("boot/grub/grub.cfg")).toContain("iommu=pt");
  });
});

describe("keeping an undo that was tried", () => {
  it("leaves the host as before all changes", () => {
    const before = host.manifest();
    host.transact("change", ["copies", ...instructions(host)]);
    expect(host.arm(host.trial("undo"))).toMatchObject({ code: 0, err: "" });
    host.boot(true);
    expect(host.commit()).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });
});

function tried(): void {
  expect(host.arm()).toMatchObject({ code: 0, err: "" });
  host.boot(true);
}

function afterwards(other: TrialHost, run: (other: TrialHost) => void) {
  try {
    run(other);
    return comparable(other);
  } finally {
    other.dispose();
  }
}

/** The lines of the journal in any order. */
function comparable(other: FakeHost) {
  const journal = (other.read(`${STATE}/journal`) ?? "").split("\n").sort();
  return { ...other.manifest(), [`${STATE}/journal`]: journal };
}
