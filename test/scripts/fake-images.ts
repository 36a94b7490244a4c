import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { initramfsTools } from "../../host/boot/tools/initramfs-tools.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import type { KernelArguments } from "../../host/model/command-line/arguments.ts";
import { args, GPU, tokens, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

export const KERNELS = ["6.1.0-1", "6.1.0-2"] as const;

/**
 * Gives a host two kernels, whose images a program makes as initramfs-tools does: from the hooks and scripts
 * in its folder.
 */
export function addImages(host: FakeHost): void {
  host.put("boot/vmlinuz-6.1.0-2", "kernel");
  for (const kernel of KERNELS) {
    host.put(`boot/initrd.img-${kernel}`, `from before ${kernel}`);
    host.put(`lib/modules/${kernel}/modules.dep`, "");
  }
  host.put("etc/initramfs-tools/initramfs.conf", "MODULES=most\n");
  host.put("etc/initramfs-tools/hooks/.keep", "");
  host.put("etc/initramfs-tools/scripts/init-top/.keep", "");
  addTool(host);
  host.program("unmkinitramfs", 'tar -xf "$1" -C "$2"');
}

/** The tool; `spoil` is a shell line that runs in the tree before it is packed. */
export function addTool(host: FakeHost, spoil = ":"): void {
  host.program("mkinitramfs", MKINITRAMFS.replaceAll("@ROOT@", host.root).replace("@SPOIL@", spoil));
}

/** A host with images. */
export class FakeImages extends FakeHost {
  constructor() {
    super();
    addImages(this);
  }

  tool(spoil?: string): void {
    addTool(this, spoil);
  }

  /** What update-initramfs does when a package has changed. */
  updateInitramfs(kernel: string): void {
    this.program("update", `mkinitramfs -o "${this.root}/boot/initrd.img-${kernel}" ${kernel}`);
    this.run("update");
  }
}

/** The instructions of a change that makes images again. */
export function rebuildInstructions(
  host: FakeHost,
  how: "build" | "look" = "build",
  wanted: KernelArguments = args,
): readonly string[] {
  const files = Object.entries(filesOf(wanted, {}, grub, "/boot", initramfsTools)).map(([path, text]) =>
    write(host, path, text),
  );
  const images = KERNELS.map((kernel) => `image ${how} initramfs-tools ${kernel} /boot/initrd.img-${kernel}`);
  return ["binding rebuild", `function ${GPU}`, ...tokens(wanted), ...files, ...images, "menu"];
}

const MKINITRAMFS = `
[ "$1" = -o ] || exit 2
kernel=$3
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/scripts/init-top" "$tree/lib/modules/$kernel"
cat "@ROOT@"/etc/initramfs-tools/*.conf "@ROOT@"/etc/modprobe.d/* 2>/dev/null >"$tree/conf"
if [ -x "@ROOT@/etc/initramfs-tools/hooks/broken" ]; then echo "E: hooks/broken failed with return 1."; echo half >"$2"; exit 1; fi
if [ -x "@ROOT@/etc/initramfs-tools/hooks/pulumi-vfio" ]; then
  mkdir "$tree/vfio"
  cp "@ROOT@/usr/local/lib/pulumi-vfio/bind" "$tree/vfio/bind"
  for name in vfio vfio-pci; do echo "$name" >"$tree/lib/modules/$kernel/$name.ko"; done
fi
for script in "@ROOT@"/etc/initramfs-tools/scripts/init-top/*; do
  [ -x "$script" ] || continue
  cp "$script" "$tree/scripts/init-top/"
  echo "/scripts/init-top/\${script##*/} \\"\\$@\\"" >>"$tree/scripts/init-top/ORDER"
done
echo '/scripts/init-top/udev "$@"' >>"$tree/scripts/init-top/ORDER"
cd "$tree" && { @SPOIL@; } && tar --sort=name --mtime=@1 -cf "$2" .`;
