import { afterEach, beforeEach, expect, it } from "vitest";
import { systemdBoot } from "../../host/boot/loaders/systemd-boot/manage.ts";
import { initramfsTools } from "../../host/boot/tools/initramfs-tools.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { args, GPU, tokens, write } from "./boot-instructions.ts";
import { FakeImages } from "./fake-images.ts";

/** systemd-boot with a copy of the image beside its entry, on the EFI partition. */
const ESP = "/boot/efi";
const ENTRY = "boot/efi/loader/entries/id-6.1.0-1.conf";
const COPY = "boot/efi/id/6.1.0-1/initrd.img-6.1.0-1";
const IMAGE = "boot/initrd.img-6.1.0-1";

let host: FakeImages;
beforeEach(() => {
  host = new FakeImages();
  host.put("etc/machine-id", "id\n");
  host.put("etc/kernel/install.d/.keep", "");
  host.put(
    ENTRY,
    "title Debian\nmachine-id id\nversion 6.1.0-1\nlinux /id/6.1.0-1/linux\ninitrd /id/6.1.0-1/initrd.img-6.1.0-1\noptions root=x ro\n",
  );
  host.put(COPY, "from before 6.1.0-1");
});
afterEach(() => host.dispose());

it("replaces the image and its copy, adds no overlay to the entry, and gives all back", () => {
  const before = host.manifest();
  expect(host.transact("change", change())).toMatchObject({ code: 0, err: "" });
  const entry = host.read(ENTRY);
  expect(entry).toContain("options root=x ro iommu=pt vfio_bind=");
  expect(entry).not.toContain("early.cpio");
  expect(host.read(COPY)).toContain("vfio_bind");
  expect(host.read(COPY)).toBe(host.read(IMAGE));
  expect(host.transact("undo", [`boot ${ESP}`, ...removals()])).toMatchObject({ code: 0, err: "" });
  expect(host.manifest()).toEqual(before);
});

it("makes both only once", () => {
  const count = 'echo x >>"@@/made"'.replace("@@", host.root);
  host.tool(count);
  host.transact("change", change());
  expect(host.read("made")).toBe("x\n");
});

function change(): readonly string[] {
  const files = Object.entries(own()).map(([path, text]) => write(host, path, text));
  const images = [IMAGE, COPY].map((path) => `image build initramfs-tools 6.1.0-1 /${path}`);
  return [`boot ${ESP}`, "binding rebuild", `function ${GPU}`, ...tokens(), ...files, ...images, "entries"];
}

function removals(): readonly string[] {
  return Object.keys(own()).flatMap((path) => {
    const text = host.read(path.slice(1));
    return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
  });
}

function own(): Readonly<Record<string, string>> {
  return filesOf(args, {}, systemdBoot, ESP, initramfsTools);
}
