import { chmodSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EntryHost } from "./entry-editor.ts";

let host: EntryHost;
beforeEach(() => {
  host = new EntryHost("boot");
});
afterEach(() => host.dispose());

describe("an entry of GRUB's", () => {
  const VERSION = "6.8.9-300.fc40.x86_64";
  const GROUP = "intel_iommu=on iommu=pt vfio_bind=0000:01:00.0@1234:1111";
  beforeEach(() => {
    host.put(`lib/modules/${VERSION}/modules.dep`, "");
    host.put(`boot/vmlinuz-${VERSION}`, "kernel");
  });

  it.each([
    ["Fedora, with a partition for /boot", fedora(VERSION), "/vfio/early.cpio"],
    ["EL, without one", fedora(VERSION, "/boot"), "/boot/vfio/early.cpio"],
    ["Fedora, in a subvolume", fedora(VERSION, "/root/boot"), "/root/boot/vfio/early.cpio"],
    ["EL 8", fedora(VERSION, "", "$kernelopts"), "/vfio/early.cpio"],
    [
      "a host with tuned",
      fedora(VERSION, "", "root=UUID=1 ro", " $tuned_params", " $tuned_initrd"),
      "/vfio/early.cpio",
    ],
  ])("of %s is edited where GRUB looks, and restored byte for byte", (_, text, overlay) => {
    host.putEntry("a", text);
    expect(host.edit("add")).toMatchObject({ code: 0, err: "" });
    const once = host.entry("a");
    expect(once).toContain(`\ninitrd ${overlay}\ninitrd `);
    expect(once.match(/^options .*$/gm)?.[0]).toMatch(new RegExp(` ${GROUP}$`));
    host.edit("add");
    expect(host.entry("a")).toBe(once);
    host.edit("remove");
    expect(host.entry("a")).toBe(text);
  });

  it("of a kernel in a folder named boot on the partition for /boot finds the overlay at its root", () => {
    const text = fedora(VERSION, "/EFI/boot");
    host.putEntry("a", text);
    host.put(`boot/EFI/boot/vmlinuz-${VERSION}`, "kernel");
    host.edit("add");
    expect(host.entry("a")).toContain("\ninitrd /vfio/early.cpio\n");
    host.edit("remove");
    expect(host.entry("a")).toBe(text);
  });

  it("whose /boot has a link to itself keeps the way that it has", () => {
    symlinkSync(".", join(host.root, "boot/boot"));
    host.putEntry("a", fedora(VERSION, "/boot"));
    host.edit("add");
    expect(host.entry("a")).toContain("\ninitrd /boot/vfio/early.cpio\n");
  });

  it("gets the arguments in its first line of options, because GRUB reads no other", () => {
    const text = `${fedora(VERSION)}options debug\n`;
    host.putEntry("a", text);
    host.edit("add");
    expect(host.entry("a").match(/^options .*$/gm)).toEqual([
      `options root=UUID=1 ro ${GROUP}`,
      "options debug",
    ]);
    host.edit("remove");
    expect(host.entry("a")).toBe(text);
  });

  it("for rescue is left alone", () => {
    const text = fedora("0-rescue-0123");
    host.putEntry("a", text);
    host.edit("add");
    expect(host.entry("a")).toBe(text);
  });

  it("that tuned wrote its variables into since loses ours, and keeps them", () => {
    host.putEntry("a", fedora(VERSION));
    host.edit("add");
    const tuned = host
      .entry("a")
      .replace(/^(options.*)$/m, "$1 $tuned_params")
      .replaceAll(/^(initrd.*)$/gm, "$1 $tuned_initrd");
    host.putEntry("a", tuned);
    host.edit("add");
    expect(host.entry("a")).toContain(
      "\ninitrd /vfio/early.cpio\ninitrd /initramfs-6.8.9-300.fc40.x86_64.img $tuned_initrd\n",
    );
    expect(host.entry("a")).toContain(`options root=UUID=1 ro $tuned_params ${GROUP}\n`);
    host.edit("remove");
    expect(host.entry("a")).toBe(fedora(VERSION, "", "root=UUID=1 ro", " $tuned_params", " $tuned_initrd"));
  });

  it("that was made meanwhile for a new kernel, of the running command line, gets ours once and is restored without", () => {
    const NEW = "6.9.1-200.fc40.x86_64";
    host.put(`lib/modules/${NEW}/modules.dep`, "");
    host.put(
      "boot/loader/entries/b.conf",
      fedora(NEW, "", `root=UUID=1 ro quiet ${GROUP} systemd.machine_id=0123`),
    );
    host.edit("add");
    expect(host.entry("b")).toContain(`options root=UUID=1 ro quiet systemd.machine_id=0123 ${GROUP}\n`);
    host.edit("remove");
    expect(host.entry("b")).toBe(fedora(NEW, "", "root=UUID=1 ro quiet systemd.machine_id=0123"));
  });

  it("keeps arguments like ours that somebody wrote before us", () => {
    const text = fedora(VERSION, "", "root=UUID=1 ro intel_iommu=on iommu=pt");
    host.putEntry("a", text);
    host.edit("add");
    host.edit("remove");
    expect(host.entry("a")).toBe(text);
  });

  it("keeps its mode", () => {
    host.putEntry("a", fedora(VERSION));
    chmodSync(join(host.root, host.pathOf("a")), 0o600);
    host.edit("add");
    expect(statSync(join(host.root, host.pathOf("a"))).mode & 0o777).toBe(0o600);
  });
});

/** As Fedora's 20-grub.install writes it. */
function fedora(version: string, folder = "", options = "root=UUID=1 ro", params = "", image = ""): string {
  return `title Fedora Linux (${version}) 40 (Workstation Edition)
version ${version}
linux ${folder}/vmlinuz-${version}
initrd ${folder}/initramfs-${version}.img${image}
options ${options}${params}
grub_users $grub_users
grub_arg --unrestricted
grub_class fedora
`;
}
