import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kernelstub } from "../../host/boot/loaders/kernelstub/manage.ts";
import { proxmoxBootTool } from "../../host/boot/loaders/proxmox-boot-tool/manage.ts";
import { change, GROUP, undo } from "./by-tool.ts";
import { FakeHost } from "./fake-host.ts";

const SETTINGS = "etc/kernelstub/configuration";
const ENTRY = "boot/efi/loader/entries/Pop_OS-current.conf";

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

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

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
    expect(change(host, kernelstub)).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(host.read(SETTINGS) ?? "")).toEqual({
      ...POP,
      user: { ...POP.user, kernel_options: [...POP.user.kernel_options, ...GROUP.split(" ")] },
    });
    expect(host.read(ENTRY)).toContain(`splash dyndbg="file a b" ${GROUP}\n`);
  });

  it("is given back byte for byte what was there, and its entry, too", () => {
    host.program("kernelstub", KERNELSTUB.replaceAll("@ROOT@", host.root));
    expect(change(host, kernelstub, { vfio_bind: "0000:02:00.0@1:2" }).code).toBe(0);
    expect(change(host, kernelstub).code).toBe(0);
    expect(undo(host)).toMatchObject({ code: 0, err: "" });
    expect(host.read(SETTINGS)).toBe(JSON.stringify(POP, null, 2));
    expect(host.read(ENTRY)).not.toContain("vfio_bind");
  });

  it("keeps an argument that was added with it since, in whatever order it left them", () => {
    change(host, kernelstub);
    const settings = JSON.parse(host.read(SETTINGS) ?? "") as typeof POP;
    settings.user.kernel_options.reverse();
    settings.user.kernel_options.push("debug");
    host.put(SETTINGS, JSON.stringify(settings, null, 2));
    const { code, out } = undo(host);
    expect(code).toBe(0);
    expect(out).toContain("note /etc/kernelstub/configuration was changed by another program or by you");
    const { user } = JSON.parse(host.read(SETTINGS) ?? "") as typeof POP;
    expect(user.kernel_options).toEqual([...POP.user.kernel_options].reverse().concat("debug"));
  });

  it.each([
    ["before it wrote anything", "exit 1"],
    [
      "when it had written its settings in its own way",
      `${KERNELSTUB.replace("indent=2", "indent=1")}\nexit 1`,
    ],
  ])("that fails %s leaves the undo exact", (_, program) => {
    host.put(SETTINGS, JSON.stringify(POP, null, 4));
    const before = host.manifest();
    host.program("kernelstub", program.replaceAll("@ROOT@", host.root));
    expect(change(host, kernelstub).code).toBe(76);
    expect(change(host, kernelstub, { vfio_bind: "0000:02:00.0@1:2" }).code).toBe(76);
    expect(undo(host)).toMatchObject({ code: 76, out: expect.not.stringContaining("note") });
    host.program("kernelstub", KERNELSTUB.replaceAll("@ROOT@", host.root));
    expect(undo(host)).toMatchObject({ code: 0, err: "", out: expect.not.stringContaining("note") });
    host.remove("boot/efi");
    expect(host.manifest()).toEqual(before);
  });

  it("stops the run before anything is touched when our arguments are with another program", () => {
    host.put("proc/cmdline", "root=x\n");
    host.program("proxmox-boot-tool", "exit 0");
    change(host, proxmoxBootTool);
    const before = host.manifest();
    const { code, err } = change(host, kernelstub);
    expect(code).toBe(75);
    expect(err).toContain("our arguments were given to proxmox-boot-tool, and kernelstub makes");
    expect(host.manifest()).toEqual(before);
  });

  it("with settings that cannot be read stops the run before anything is touched", () => {
    host.put(SETTINGS, '{ "user": ');
    const before = host.manifest();
    const { code, err } = change(host, kernelstub);
    expect(code).toBe(75);
    expect(err).toMatch(/configuration cannot be read as settings of kernelstub: json/);
    expect(host.manifest()).toEqual(before);
  });
});
