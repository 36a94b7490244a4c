import { describe, expect, test } from "vitest";
import { LibvirtHost } from "../libvirt-host.ts";

describe("a domain whose functions are bound at the host's next boot", () => {
  test("is defined, not started, told once, and no difference afterwards", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true });
    expect(host.warnings()).toEqual([
      expect.stringMatching(
        /^The domain win11 is defined and waits for the host's reboot; .*\n0000:01:00\.0 is bound to/,
      ),
    ]);
    expect(host.state?.waitingFor).toHaveLength(2);
    expect(host.started).toBe(0);

    expect(await host.up({ awaitsReboot: true })).toEqual([]);
    expect(host.warnings()).toHaveLength(1);
  });

  test("is started by the first update after that boot", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true });
    host.bind();
    expect(await host.up({ awaitsReboot: false })).toEqual(["power"]);
    expect(host.started).toBe(1);
    expect(host.state).toMatchObject({ status: "running", waitingFor: [] });
    expect(await host.up({ awaitsReboot: false })).toEqual([]);
  });

  test("waits for nothing when libvirt has started it with the host", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true, autostart: true });
    host.bind();
    host.start();
    expect(await host.up({ awaitsReboot: false, autostart: true })).toEqual([]);
    expect(host.state?.waitingFor).toEqual([]);
  });

  test("is a difference every time when nobody awaits a reboot", async () => {
    const host = new LibvirtHost();
    await host.up({});
    expect(await host.up({})).toEqual(["power"]);
  });

  test("is a difference when a person switches it on meanwhile, but once", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true, power: "off" });
    expect(await host.up({ awaitsReboot: true, power: "on" })).toEqual(["power", "waitingFor"]);
    expect(await host.up({ awaitsReboot: true, power: "on" })).toEqual([]);
  });

  test("is shut down meanwhile when a person wants it off", async () => {
    const host = new LibvirtHost();
    await host.up({ awaitsReboot: true });
    host.start();
    expect(await host.up({ awaitsReboot: true, power: "off" })).toEqual(["power"]);
  });

  test.each([
    [true, /^start domain win11 with the first `pulumi up` after the host's reboot$/m],
    [false, /^start domain win11$/m],
  ])("says in a preview when it starts: awaitsReboot %s", async (awaitsReboot, expected) => {
    const host = new LibvirtHost();
    await host.preview({ awaitsReboot });
    expect(host.said.join("\n")).toMatch(expected);
  });
});

test("a domain that may start at once does not wait", async () => {
  const host = new LibvirtHost();
  host.bind();
  await host.up({ awaitsReboot: true });
  expect(host.started).toBe(1);
});
