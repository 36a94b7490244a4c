import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { args, DROP_IN, GPU, instructions, tokens } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";
import { FakeImages, KERNELS, rebuildInstructions } from "./fake-images.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

/** A change of the overlay alone. */
const overlayOnly = ["boot /boot", `function ${GPU}`, ...tokens(args), "overlay"];

describe("a run that ends before it has touched anything", () => {
  it("says so when there is no room for its instructions", () => {
    const before = host.manifest();
    const { code } = host.transact("change", instructions(host), { temporary: "/nowhere" });
    expect(code).toBe(75);
    expect(host.manifest()).toEqual(before);
  });

  it("says so when /boot is mounted read-only", () => {
    const before = host.manifest();
    const { code, err } = host.transact("change", instructions(host), { readOnly: "boot" });
    expect(err).toContain("/boot cannot be written: it is mounted read-only");
    expect(code).toBe(75);
    expect(host.manifest()).toEqual(before);
  });
});

describe("the drop-in that a run which was killed has kept", () => {
  it("does not come back by a later run that makes no menu", () => {
    host.transact("change", instructions(host));
    mkdirSync(join(host.root, "var/lib/pulumi-vfio/drop-in"));
    const good = host.read(DROP_IN);
    host.program("cpio", "exit 2");
    expect(host.transact("change", overlayOnly).code).not.toBe(0);
    expect(host.read(DROP_IN)).toBe(good);
  });

  it("is given up by a run that ends well", () => {
    host.transact("change", instructions(host));
    mkdirSync(join(host.root, "var/lib/pulumi-vfio/drop-in"));
    expect(host.transact("change", overlayOnly).code).toBe(0);
    expect(host.manifest()).not.toHaveProperty("var/lib/pulumi-vfio/drop-in");
  });
});

it("an overlay that could not be written leaves no part of it where room is short", () => {
  host.program("cmp", 'case $* in *.early.cpio.new) exit 1 ;; *) exec /usr/bin/cmp "$@" ;; esac');
  expect(host.transact("change", instructions(host)).code).not.toBe(0);
  expect(host.read("boot/vfio/.early.cpio.new")).toBeUndefined();
});

it("an image that somebody makes anew meanwhile is kept", () => {
  const images = new FakeImages();
  try {
    const path = `boot/initrd.img-${KERNELS[0]}`;
    images.tool(`echo theirs, longer than before >"${join(images.root, path)}"`);
    const { code, err } = images.transact("change", rebuildInstructions(images));
    expect(err).toContain(`/${path} was rebuilt by another program meanwhile, and that one was kept`);
    expect(code).toBe(76);
    expect(images.read(path)).toBe("theirs, longer than before\n");
  } finally {
    images.dispose();
  }
});
