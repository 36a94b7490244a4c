import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ID, TrialHost } from "./trial-host.ts";

const CUSTOM = "boot/grub/custom.cfg";
const UNITS = "etc/systemd/system";

let host: TrialHost;
beforeEach(() => {
  host = new TrialHost();
});
afterEach(() => host.dispose());

describe("arming a trial", () => {
  it("adds files of its own, and changes none that is there", () => {
    const before = host.manifest();
    expect(host.arm()).toMatchObject({ code: 0, err: "" });
    const after = host.manifest();
    expect(Object.fromEntries(Object.keys(before).map((path) => [path, after[path]]))).toEqual(before);
    const added = Object.keys(after).filter((path) => before[path] === undefined);
    expect(added.filter((path) => !path.startsWith("var/lib/pulumi-vfio"))).toEqual([
      CUSTOM,
      "boot/grub/pulumi-vfio.env",
      "boot/vfio",
      "boot/vfio/trial.cpio",
      `${UNITS}/emergency.target.wants`,
      `${UNITS}/emergency.target.wants/pulumi-vfio-dead-man.service`,
      `${UNITS}/multi-user.target.wants`,
      `${UNITS}/multi-user.target.wants/pulumi-vfio-recover.service`,
      `${UNITS}/pulumi-vfio-dead-man.service`,
      `${UNITS}/pulumi-vfio-recover.service`,
      `${UNITS}/rescue.target.wants`,
      `${UNITS}/rescue.target.wants/pulumi-vfio-dead-man.service`,
      `${UNITS}/sysinit.target.wants`,
      `${UNITS}/sysinit.target.wants/pulumi-vfio-dead-man.service`,
    ]);
  });

  it("writes the gate and the entry, the word that starts it, the units and the record", () => {
    host.arm();
    expect(host.read(CUSTOM)).toMatch(
      /^# pulumi-vfio trial, begin\nsearch [\s\S]*\}\n# pulumi-vfio trial, end\n$/,
    );
    expect(host.read("boot/grub/pulumi-vfio.env")).toContain(`pulumi_vfio_try=pulumi-vfio-trial-${ID}\n`);
    expect(host.read(`${UNITS}/pulumi-vfio-dead-man.service`)).toContain(" + 180))");
    expect(readlinkSync(join(host.root, UNITS, "multi-user.target.wants/pulumi-vfio-recover.service"))).toBe(
      "../pulumi-vfio-recover.service",
    );
    expect(host.read("var/lib/pulumi-vfio/trial/record")).toMatch(
      new RegExp(`^id ${ID}\nseconds 180\nboot 11111111-.*\nsince \\d+\nstate armed\n$`),
    );
  });
});
