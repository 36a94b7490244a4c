import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type KernelArguments, tokensOf } from "../../host/kernel/arguments.ts";
import { kernelstub } from "../../host/kernel/loaders/kernelstub.ts";
import type { ManagedLoader } from "../../host/kernel/loaders/loader.ts";
import { proxmoxBootTool } from "../../host/kernel/loaders/proxmox-boot-tool.ts";
import { sha256 } from "../../host/kernel/managed.ts";
import { args, GPU, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const GROUP = `iommu=pt vfio_bind=${GPU}@1234:1111`;
const ARGUMENTS = "/usr/local/lib/pulumi-vfio/arguments";
const CMDLINE = "etc/kernel/cmdline";
const SETTINGS = "etc/kernelstub/configuration";
const ENTRY = "boot/efi/loader/entries/Pop_OS-current.conf";

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
    expect(change(proxmoxBootTool)).toMatchObject({ code: 0, err: "" });
    expect(host.read(CMDLINE)).toBe(`root=ZFS=rpool/ROOT/pve-1 boot=zfs ${GROUP}\n`);
    expect(host.read("esp")).toBe(host.read(CMDLINE));
    expect(host.read("var/lib/pulumi-vfio/entries-due")).toBeUndefined();
  });

  it("gets nothing twice", () => {
    change(proxmoxBootTool);
    const first = host.manifest();
    expect(change(proxmoxBootTool).code).toBe(0);
    expect(host.manifest()).toEqual(first);
  });

  it("gets other arguments instead of ours from before, and only of ours", () => {
    host.put(CMDLINE, "root=x iommu=pt\n");
    change(proxmoxBootTool);
    change(proxmoxBootTool, { vfio_bind: "0000:02:00.0@1:2" });
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
    expect(change(proxmoxBootTool).code).toBe(0);
    expect(host.read(CMDLINE)).toContain(GROUP);
    expect(statSync(join(host.root, CMDLINE)).mode & 0o777).toBe(0o640);
    expect(undo()).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
    expect(host.read("esp")).toBe(text);
  });

  it("without a file gets one of the arguments of the running kernel, and the undo removes it", () => {
    host.remove(CMDLINE);
    host.put("proc/cmdline", "initrd=\\EFI\\proxmox\\x root=x boot=zfs\n");
    host.program("proxmox-boot-tool", "exit 0");
    const before = host.manifest();
    change(proxmoxBootTool);
    expect(host.read(CMDLINE)).toBe(`root=x boot=zfs ${GROUP}\n`);
    undo();
    expect(host.manifest()).toEqual(before);
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
    change(proxmoxBootTool);
    host.put(CMDLINE, edit(host.read(CMDLINE) ?? ""));
    const { code, out } = undo();
    expect(code).toBe(0);
    expect(out).toContain(`note /${CMDLINE} was changed by somebody else`);
    expect(host.read(CMDLINE)).toBe(left);
    expect(host.read("esp")).toBe(left);
  });

  it("keeps what somebody wrote between two runs", () => {
    change(proxmoxBootTool);
    host.put(CMDLINE, (host.read(CMDLINE) ?? "").replace("boot=zfs", "boot=zfs debug"));
    change(proxmoxBootTool, { vfio_bind: "0000:02:00.0@1:2" });
    expect(host.read(CMDLINE)).toBe("root=ZFS=rpool/ROOT/pve-1 boot=zfs debug vfio_bind=0000:02:00.0@1:2\n");
    undo();
    expect(host.read(CMDLINE)).toBe("root=ZFS=rpool/ROOT/pve-1 boot=zfs debug\n");
  });

  it("that fails stops the run, and the next one goes on", () => {
    const before = host.manifest();
    host.program("proxmox-boot-tool", "echo no space >&2; exit 1");
    const { code, err } = change(proxmoxBootTool);
    expect(code).toBe(76);
    expect(err).toMatch(/no space\nproxmox-boot-tool could not make the boot entries/);
    expect(host.read("var/lib/pulumi-vfio/entries-due")).toBe("");
    host.program("proxmox-boot-tool", "exit 0");
    expect(change(proxmoxBootTool).code).toBe(0);
    expect(host.read(CMDLINE)).toBe(`root=ZFS=rpool/ROOT/pve-1 boot=zfs ${GROUP}\n`);
    undo();
    expect(host.manifest()).toEqual(before);
  });

  it("that fails in an undo lets the next undo go on", () => {
    const before = host.manifest();
    change(proxmoxBootTool);
    host.program("proxmox-boot-tool", "exit 1");
    expect(undo().code).toBe(76);
    host.program("proxmox-boot-tool", "exit 0");
    expect(undo()).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });
});

describe("kernelstub", () => {
  const POP = {
    default: { kernel_options: ["quiet", "splash"], esp_path: "/boot/efi", config_rev: 3 },
    user: {
      kernel_options: ["quiet", "loglevel=0", "systemd.show_status=false", "splash", 'dyndbg="file a b"'],
      esp_path: "/boot/efi",
      setup_loader: true,
      manage_mode: true,
      force_update: false,
      live_mode: false,
      config_rev: 3,
    },
  };
  beforeEach(() => {
    host.put(SETTINGS, JSON.stringify(POP, null, 2));
    host.program("kernelstub", KERNELSTUB.replaceAll("@ROOT@", host.root));
  });

  it("gets the arguments behind the others, and makes its entry", () => {
    expect(change(kernelstub)).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(host.read(SETTINGS) ?? "")).toEqual({
      ...POP,
      user: { ...POP.user, kernel_options: [...POP.user.kernel_options, ...GROUP.split(" ")] },
    });
    expect(host.read(ENTRY)).toContain(`splash dyndbg="file a b" ${GROUP}\n`);
  });

  it("is given back byte for byte what was there, and its entry, too", () => {
    host.program("kernelstub", KERNELSTUB.replaceAll("@ROOT@", host.root));
    expect(change(kernelstub, { vfio_bind: "0000:02:00.0@1:2" }).code).toBe(0);
    expect(change(kernelstub).code).toBe(0);
    expect(undo()).toMatchObject({ code: 0, err: "" });
    expect(host.read(SETTINGS)).toBe(JSON.stringify(POP, null, 2));
    expect(host.read(ENTRY)).not.toContain("vfio_bind");
  });

  it("keeps an argument that was added with it since, in whatever order it left them", () => {
    change(kernelstub);
    const settings = JSON.parse(host.read(SETTINGS) ?? "") as typeof POP;
    settings.user.kernel_options.reverse();
    settings.user.kernel_options.push("debug");
    host.put(SETTINGS, JSON.stringify(settings, null, 2));
    const { code, out } = undo();
    expect(code).toBe(0);
    expect(out).toContain("note /etc/kernelstub/configuration was changed by somebody else");
    const { user } = JSON.parse(host.read(SETTINGS) ?? "") as typeof POP;
    expect(user.kernel_options).toEqual([...POP.user.kernel_options].reverse().concat("debug"));
  });

  it("with settings that cannot be read stops the run before anything is touched", () => {
    host.put(SETTINGS, '{ "user": ');
    const before = host.manifest();
    const { code, err } = change(kernelstub);
    expect(code).toBe(75);
    expect(err).toMatch(/configuration cannot be read as settings of kernelstub: json/);
    expect(host.manifest()).toEqual(before);
  });
});

/** Writes its entry of its settings, and its settings anew, as kernelstub does. */
const KERNELSTUB = `
mkdir -p "@ROOT@/boot/efi/loader/entries"
python3 - <<'END'
import json
with open("@ROOT@/etc/kernelstub/configuration") as file: settings = json.load(file)
with open("@ROOT@/boot/efi/loader/entries/Pop_OS-current.conf", "w") as entry:
    entry.write("title Pop!_OS\\nlinux /EFI/Pop_OS-1/vmlinuz.efi\\noptions root=UUID=1 ro %s\\n" % " ".join(settings["user"]["kernel_options"]))
with open("@ROOT@/etc/kernelstub/configuration", "w") as file: json.dump(settings, file, indent=2)
END`;

function change(loader: ManagedLoader, wanted: KernelArguments = args) {
  const files = Object.entries(loader.files(wanted, "/boot", "rebuild"));
  return host.transact("change", [
    "boot /boot",
    "binding rebuild",
    `function ${GPU}`,
    ...tokensOf(wanted).map(({ text }) => `token ${text}`),
    ...files.map(([path, text]) => write(host, path, text)),
    loader.instruction,
  ]);
}

function undo() {
  const text = host.read(ARGUMENTS.slice(1));
  return host.transact("undo", [
    "boot /boot",
    ...(text === undefined ? [] : [`remove ${sha256(text)} ${ARGUMENTS}`]),
  ]);
}
