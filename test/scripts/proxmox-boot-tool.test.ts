import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { proxmoxBootTool } from "../../host/boot/loaders/proxmox-boot-tool/manage.ts";
import { change, GROUP, undo } from "./by-tool.ts";
import { FakeHost } from "./fake-host.ts";

const CMDLINE = "etc/kernel/cmdline";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

describe("proxmox-boot-tool", () => {
  beforeEach(() => {
    host.put(CMDLINE, "root=ZFS=rpool/ROOT/pve-1 boot=zfs\n");
    host.program(
      "proxmox-boot-tool",
      `[ "$*" = refresh ] && cp "${host.root}/${CMDLINE}" "${host.root}/esp"`,
    );
  });

  it("gets the arguments at the end of its line, and makes the entries", () => {
    expect(change(host, proxmoxBootTool)).toMatchObject({ code: 0, err: "" });
    expect(host.read(CMDLINE)).toBe(`root=ZFS=rpool/ROOT/pve-1 boot=zfs ${GROUP}\n`);
    expect(host.read("esp")).toBe(host.read(CMDLINE));
    expect(host.read("var/lib/pulumi-vfio/entries-due")).toBeUndefined();
  });

  it("gets nothing twice", () => {
    change(host, proxmoxBootTool);
    const first = host.manifest();
    expect(change(host, proxmoxBootTool).code).toBe(0);
    expect(host.manifest()).toEqual(first);
  });

  it("gets other arguments instead of ours from before, and only of ours", () => {
    host.put(CMDLINE, "root=x iommu=pt\n");
    change(host, proxmoxBootTool);
    change(host, proxmoxBootTool, { vfio_bind: "0000:02:00.0@1:2" });
    expect(host.read(CMDLINE)).toBe("root=x iommu=pt vfio_bind=0000:02:00.0@1:2\n");
  });

  it.each([
    ["an ordinary line", "root=ZFS=rpool/ROOT/pve-1 boot=zfs\n"],
    ["no end of the line", "root=x"],
    ["comments, blanks and several lines", "# ours\n\nroot=x  quiet \nsecond=1\n"],
  ])("is given back byte for byte what was there: %s", (_, text) => {
    host.put(CMDLINE, text);
    chmodSync(join(host.root, CMDLINE), 0o640);
    const before = host.manifest();
    expect(change(host, proxmoxBootTool).code).toBe(0);
    expect(host.read(CMDLINE)).toContain(GROUP);
    expect(statSync(join(host.root, CMDLINE)).mode & 0o777).toBe(0o640);
    expect(undo(host)).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
    expect(host.read("esp")).toBe(text);
  });

  it.each([
    [
      "behind ours",
      (line: string) => line.replace("\n", " debug\n"),
      "root=ZFS=rpool/ROOT/pve-1 boot=zfs debug\n",
    ],
    [
      "between ours",
      (line: string) => line.replace("pt vfio", "pt debug vfio"),
      "root=ZFS=rpool/ROOT/pve-1 boot=zfs debug\n",
    ],
    [
      "instead of the others",
      (line: string) => line.replace("boot=zfs", "boot=x"),
      "root=ZFS=rpool/ROOT/pve-1 boot=x\n",
    ],
    ["like one of ours, and took ours away", () => "root=x iommu=pt\n", "root=x iommu=pt\n"],
  ])("keeps what somebody wrote since %s, and says so", (_, edit, left) => {
    change(host, proxmoxBootTool);
    host.put(CMDLINE, edit(host.read(CMDLINE) ?? ""));
    const { code, out } = undo(host);
    expect(code).toBe(0);
    expect(out).toContain(`note /${CMDLINE} was changed by another program or by you`);
    expect(host.read(CMDLINE)).toBe(left);
    expect(host.read("esp")).toBe(left);
  });

  it("keeps what somebody wrote between two runs", () => {
    change(host, proxmoxBootTool);
    host.put(CMDLINE, (host.read(CMDLINE) ?? "").replace("boot=zfs", "boot=zfs debug"));
    change(host, proxmoxBootTool, { vfio_bind: "0000:02:00.0@1:2" });
    expect(host.read(CMDLINE)).toBe("root=ZFS=rpool/ROOT/pve-1 boot=zfs debug vfio_bind=0000:02:00.0@1:2\n");
    undo(host);
    expect(host.read(CMDLINE)).toBe("root=ZFS=rpool/ROOT/pve-1 boot=zfs debug\n");
  });

  it("that fails stops the run, and the next one goes on", () => {
    const before = host.manifest();
    host.program("proxmox-boot-tool", "echo no space >&2; exit 1");
    const { code, err } = change(host, proxmoxBootTool);
    expect(code).toBe(76);
    expect(err).toMatch(/no space\nproxmox-boot-tool could not make the boot entries/);
    expect(host.read("var/lib/pulumi-vfio/entries-due")).toBe("");
    host.program("proxmox-boot-tool", "exit 0");
    expect(change(host, proxmoxBootTool).code).toBe(0);
    expect(host.read(CMDLINE)).toBe(`root=ZFS=rpool/ROOT/pve-1 boot=zfs ${GROUP}\n`);
    undo(host);
    expect(host.manifest()).toEqual(before);
  });

  it("that fails in an undo lets the next undo go on", () => {
    const before = host.manifest();
    change(host, proxmoxBootTool);
    host.program("proxmox-boot-tool", "exit 1");
    expect(undo(host).code).toBe(76);
    host.program("proxmox-boot-tool", "exit 0");
    expect(undo(host)).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });
});

describe("proxmox-boot-tool without a file", () => {
  let before: ReturnType<FakeHost["manifest"]>;
  beforeEach(() => {
    host.put("proc/cmdline", "initrd=\\EFI\\proxmox\\x root=x boot=zfs iommu=pt\n");
    host.program("proxmox-boot-tool", tool());
    before = host.manifest();
  });

  it("gets one of the arguments of the running kernel, and the undo removes it", () => {
    expect(change(host, proxmoxBootTool)).toMatchObject({ code: 0, err: "" });
    expect(host.read(CMDLINE)).toBe(`root=x boot=zfs iommu=pt ${GROUP}\n`);
    expect(host.read("esp")).toBe(host.read(CMDLINE));
    expect(undo(host)).toMatchObject({ code: 0, err: "", out: expect.not.stringContaining("note") });
    expect(host.read("esp")).toBe("root=x boot=zfs iommu=pt\n");
    expect(host.manifest()).toEqual(before);
  });

  it("makes entries of the arguments from before us, not of those of the boot with ours", () => {
    change(host, proxmoxBootTool, { iommu: "pt", vfio_bind: "0000:02:00.0@1:2" });
    reboot();
    change(host, proxmoxBootTool);
    const { code, out } = undo(host);
    expect(code).toBe(0);
    expect(host.read("esp")).toBe("root=x boot=zfs iommu=pt\n");
    expect(host.manifest()).toEqual(before);
    expect(out).toContain("note there is no /etc/kernel/cmdline, as before: until the host was rebooted");
  });

  it("takes nothing over of ours that an undo left in the running kernel", () => {
    change(host, proxmoxBootTool);
    reboot();
    undo(host);
    change(host, proxmoxBootTool);
    expect(host.read(CMDLINE)).toBe(`root=x boot=zfs iommu=pt ${GROUP}\n`);
    undo(host);
    change(host, proxmoxBootTool, { vfio_bind: "0000:02:00.0@1:2" });
    expect(host.read(CMDLINE)?.match(/vfio_bind=/g)).toHaveLength(1);
  });

  it("that fails in the first change leaves the undo exact", () => {
    host.program("proxmox-boot-tool", "exit 1");
    expect(change(host, proxmoxBootTool).code).toBe(76);
    host.program("proxmox-boot-tool", tool());
    expect(undo(host).out).not.toContain("note");
    expect(host.manifest()).toEqual(before);
  });

  it("that fails in a later change leaves the undo exact", () => {
    change(host, proxmoxBootTool);
    host.program("proxmox-boot-tool", "exit 1");
    expect(change(host, proxmoxBootTool, { vfio_bind: "0000:02:00.0@1:2" }).code).toBe(76);
    host.program("proxmox-boot-tool", tool());
    expect(change(host, proxmoxBootTool, { vfio_bind: "0000:02:00.0@1:2" }).code).toBe(0);
    expect(host.read("esp")).toBe("root=x boot=zfs iommu=pt vfio_bind=0000:02:00.0@1:2\n");
    expect(undo(host).out).not.toContain("note");
    expect(host.manifest()).toEqual(before);
  });

  it("that fails in the undo lets the next undo go on", () => {
    change(host, proxmoxBootTool);
    reboot();
    host.program("proxmox-boot-tool", "exit 1");
    expect(undo(host).code).toBe(76);
    host.program("proxmox-boot-tool", tool());
    expect(undo(host)).toMatchObject({ code: 0, err: "" });
    expect(host.read("esp")).toBe("root=x boot=zfs iommu=pt\n");
    expect(host.manifest()).toEqual(before);
  });

  it("because somebody removed it since, stays without one", () => {
    host.put(CMDLINE, "root=y\n");
    change(host, proxmoxBootTool);
    reboot();
    host.remove(CMDLINE);
    expect(undo(host).out).toContain(
      "note /etc/kernel/cmdline was removed by another program or by you: it stays removed",
    );
    expect(host.read("esp")).toBe("root=y\n");
    expect(host.manifest()).toEqual(before);
  });
});

/** Makes its entry of the file, or of the arguments of the running kernel, as proxmox-boot-tool does. */
function tool(): string {
  const [file, running] = [CMDLINE, "proc/cmdline"].map((path) => join(host.root, path));
  return `if [ -f "${file}" ]; then cat "${file}"; else sed 's/initrd=[^ ]* //' "${running}"; fi >"${host.root}/esp"`;
}

/** The kernel is started with what is in the entry. */
function reboot(): void {
  host.put("proc/cmdline", `initrd=\\EFI\\proxmox\\x ${host.read("esp")}`);
}
