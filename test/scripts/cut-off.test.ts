import { afterEach, describe, expect, it } from "vitest";
import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { paths } from "../../host/model/managed-paths.ts";
import { args, GPU, instructions, tokens, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";
import { FakeImages, KERNELS, rebuildInstructions } from "./fake-images.ts";

const OPTIONS = filesOf(args, { "vfio-pci": { disable_idle_d3: "1" } }, grub, "/boot")[paths.modprobe] ?? "";
const STATE = "var/lib/pulumi-vfio";

let host: FakeHost;
afterEach(() => host.dispose());

/** The instructions by which the options of vfio-pci change on a host that was configured. */
function changed(...made: readonly string[]): readonly string[] {
  const file = write(host, paths.modprobe, OPTIONS);
  return ["copies", `function ${GPU}`, ...tokens(), file, "module-options this-boot", ...made];
}

describe("a run that changes options and ends before what holds them is made", () => {
  it("leaves the overlay as one that is due, and the next run builds it", () => {
    host = new FakeHost();
    host.transact("change", instructions(host));
    const record = host.read(`${STATE}/overlay`);
    host.put("lib/modules/6.1.0-1/vfio.ko", "other");
    host.program(
      "cp",
      `case "$2" in */.early.cpio.new) echo "no space left" >&2; exit 1 ;; esac; exec /usr/bin/cp "$@"`,
    );
    expect(host.transact("change", changed("overlay")).code).not.toBe(0);
    expect(host.read(paths.modprobe.slice(1))).toBe(OPTIONS);
    expect(host.read(`${STATE}/overlay`)).toBe(record?.replace(/^bind .*$/m, "bind due"));
    host.program("cp", `exec /usr/bin/cp "$@"`);
    expect(host.transact("change", ["overlay"]).code).toBe(0);
    expect(host.read(`${STATE}/overlay`)).toMatch(/^bind [0-9a-f]{64}$/m);
  });

  it("leaves images as such that are due, also one without a record, and knows which were made anew by others", () => {
    const images = new FakeImages();
    host = images;
    host.transact("change", rebuildInstructions(host));
    const [first = "", second = ""] = lines("images");
    host.put(`${STATE}/images`, `${second}\n`);
    host.program("mkinitramfs", "exit 1");
    const builds = KERNELS.map(
      (kernel) => `image build initramfs-tools ${kernel} /boot/initrd.img-${kernel}`,
    );
    expect(host.transact("change", changed(...builds)).code).toBe(76);
    expect(lines("images")).toEqual([due(first), due(second)]);
    images.tool();
    expect(host.transact("change", ["binding rebuild", ...builds]).code).toBe(0);
    expect(lines("images").map((line) => line.split(" ")[2])).toEqual([bindOf(first), bindOf(second)]);
  });

  it("leaves the signature that an image had when it was looked into", () => {
    const images = new FakeImages();
    host = images;
    host.transact("change", rebuildInstructions(host));
    const before = lines("images");
    for (const kernel of KERNELS) host.put(`boot/initrd.img-${kernel}`, "of somebody");
    host.program("mkinitramfs", "exit 1");
    host.transact(
      "change",
      changed(`image build initramfs-tools ${KERNELS[0]} /boot/initrd.img-${KERNELS[0]}`),
    );
    expect(lines("images")).toEqual([before[1], due(before[0] ?? "")]);
  });

  it("notes that module options wait for a boot before they change", () => {
    host = new FakeHost();
    host.transact("change", instructions(host));
    host.program("mv", `case "$*" in *modprobe.d*) kill -9 $PPID ;; esac; exec /usr/bin/mv "$@"`);
    host.transact("change", changed("overlay"));
    expect(host.read(`${STATE}/module-options`)).toBe("this-boot\n");
  });

  it("changes no file when there is no room for the notes", () => {
    host = new FakeHost();
    host.transact("change", instructions(host));
    host.program("sed", `case "$*" in *overlay) exit 4 ;; esac; exec /usr/bin/sed "$@"`);
    expect(host.transact("change", changed("overlay")).code).not.toBe(0);
    expect(host.read(paths.modprobe.slice(1))).toBeUndefined();
  });
});

describe("a run that ends before its copies are made", () => {
  it("leaves the older copy whole, and the next run makes up for it", () => {
    host = new FakeHost();
    const [older, copy] = ["options kvm ignore_msrs=1\n", `${STATE}/ours${paths.modprobe}`];
    host.transact("change", [...instructions(host), write(host, paths.modprobe, older)]);
    host.program("cp", `case "$2" in */ours/*) : >"$2"; exit 1 ;; esac; exec /usr/bin/cp "$@"`);
    expect(host.transact("change", changed()).code).not.toBe(0);
    expect([host.read(paths.modprobe.slice(1)), host.read(copy)]).toEqual([OPTIONS, older]);
    expect(host.read(`${STATE}/written`)).toBe(`${paths.modprobe} ${sha256(OPTIONS)}\n`);
    host.program("cp", `exec /usr/bin/cp "$@"`);
    expect(host.transact("change", changed()).code).toBe(0);
    expect([host.read(copy), host.read(`${STATE}/written`)]).toEqual([OPTIONS, undefined]);
  });

  it("is not mixed up with an undo, which writes what is of others", () => {
    host = new FakeHost();
    host.transact("change", instructions(host));
    const text = "options kvm ept=0\n";
    host.program("mv", `case "$*" in *modprobe.d*) kill -9 $PPID ;; esac; exec /usr/bin/mv "$@"`);
    host.transact("undo", [write(host, paths.modprobe, text)]);
    expect(host.read(`${STATE}/written`)).toBeUndefined();
    expect(host.read(`${STATE}/journal`)).toBeDefined();
  });
});

function lines(name: string): readonly string[] {
  return (host.read(`${STATE}/${name}`) ?? "").trimEnd().split("\n");
}

function due(line: string): string {
  return line.replace(bindOf(line), "due");
}

function bindOf(line: string): string {
  return line.split(" ")[2] ?? "";
}
