import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kernelstub } from "../../host/boot/loaders/kernelstub/manage.ts";
import { proxmoxBootTool } from "../../host/boot/loaders/proxmox-boot-tool/manage.ts";
import { change, GROUP, killAtStep, undo } from "./by-tool.ts";
import { FakeHost } from "./fake-host.ts";

const CMDLINE = "etc/kernel/cmdline";
const SETTINGS = "etc/kernelstub/configuration";
const OTHER = { vfio_bind: "0000:02:00.0@1:2" };

/** Where a program keeps arguments. */
interface Kept {
  readonly what: string;
  readonly loader: typeof proxmoxBootTool;
  readonly prepare: (host: FakeHost) => void;
}

const withoutFile: Kept = {
  what: "proxmox-boot-tool without a file",
  loader: proxmoxBootTool,
  prepare: prepareProxmox,
};
const settings: Kept = {
  what: "kernelstub",
  loader: kernelstub,
  prepare: (host) => {
    host.put(SETTINGS, '{"user": {"kernel_options": ["root=x", "iommu=pt"]}, "default": {}}');
    host.program(
      "kernelstub",
      `python3 -c 'import json, sys
with open(sys.argv[1]) as file: settings = json.load(file)
with open(sys.argv[2], "w") as entry: print(*settings["user"]["kernel_options"], file=entry)
with open(sys.argv[1], "w") as file: json.dump(settings, file, indent=1)' "${join(host.root, SETTINGS)}" "${host.root}/esp"`,
    );
  },
};

describe.each([withoutFile, settings])("a run that is cut off with $what", ({ loader, prepare }) => {
  it("is undone exactly when it was the first", () => {
    atEveryStep(prepare, (host, cut) => {
      cut(() => change(host, loader));
      boot(host);
      return undo(host);
    });
  }, 300_000);

  it("is gone on with, and undone exactly, when it was a later one", () => {
    atEveryStep(prepare, (host, cut) => {
      change(host, loader);
      boot(host);
      cut(() => change(host, loader, OTHER));
      expect(change(host, loader, OTHER)).toMatchObject({ code: 0, err: "" });
      expect(host.read("esp")).toBe("root=x iommu=pt vfio_bind=0000:02:00.0@1:2\n");
      return undo(host);
    });
  }, 300_000);

  it("is gone on with, and changed again, when it was an undo", () => {
    atEveryStep(prepare, (host, cut) => {
      change(host, loader);
      boot(host);
      cut(() => undo(host));
      expect(change(host, loader)).toMatchObject({ code: 0, err: "" });
      expect(host.read("esp")).toBe(`root=x iommu=pt ${GROUP}\n`);
      cut(() => undo(host));
      return undo(host);
    });
  }, 300_000);
});

/**
 * Tries a story with a host for every step in which a run of it can be cut off; at its end the host must be
 * as before.
 */
function atEveryStep(
  prepare: Kept["prepare"],
  story: (host: FakeHost, cut: (run: () => { code: number | null }) => void) => ReturnType<typeof undo>,
): void {
  let last = false;
  for (let step = 1; !last; step++) {
    const host = new FakeHost();
    prepare(host);
    const before = host.manifest();
    const { code, err, out } = story(host, (run) => {
      killAtStep(host, step);
      last = run().code === 0;
      killAtStep(host, 0);
    });
    expect({ step, code, err }).toEqual({ step, code: 0, err: "" });
    expect(out).not.toContain("by another program or by you");
    expect([step, host.manifest()]).toEqual([step, before]);
    if (host.read("esp") !== undefined) expect(host.read("esp")?.trim()).toBe("root=x iommu=pt");
    expect(step).toBeLessThan(60);
    host.dispose();
    if (last) expect(step).toBeGreaterThan(3);
  }
}

function prepareProxmox(host: FakeHost): void {
  const [file, running] = [CMDLINE, "proc/cmdline"].map((path) => join(host.root, path));
  host.put("proc/cmdline", "root=x iommu=pt\n");
  host.program(
    "proxmox-boot-tool",
    `if [ -f "${file}" ]; then cat "${file}"; else cat "${running}"; fi >"${host.root}/esp"`,
  );
}

function boot(host: FakeHost): void {
  host.put("proc/cmdline", host.read("esp") ?? "root=x iommu=pt\n");
}
