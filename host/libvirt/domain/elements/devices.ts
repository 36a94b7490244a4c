import type { ByteSize } from "../../../model/byte-size.ts";
import type { DomainWish, SharedMemoryWish } from "../../../model/domain-wish.ts";
import { element, type XmlElement } from "../../../model/xml/xml.ts";

/** Memory shared with programs of the host by the file /dev/shm/<name>. */
export function sharedMemory({ name, size }: SharedMemoryWish): XmlElement {
  return element("shmem", { name }, [
    element("model", { type: "ivshmem-plain" }),
    element("size", { unit: "M" }, mebibytes(size)),
  ]);
}

/**
 * One serial port for `virsh console`; with a file, virtlogd copies everything that comes out of it, so no
 * access rights of QEMU matter.
 */
export function serialConsole(file: string | undefined): readonly XmlElement[] {
  return [
    element("serial", { type: "pty" }, [
      file === undefined ? undefined : element("log", { file, append: "off" }),
      element("target", { type: "isa-serial", port: 0 }),
    ]),
    element("console", { type: "pty" }, [element("target", { type: "serial", port: 0 })]),
  ];
}

/** The way in for the guest agent, and for the clipboard where there is SPICE. */
export function channels({ graphics }: DomainWish): readonly XmlElement[] {
  const target = (name: string): XmlElement => element("target", { type: "virtio", name });
  const agent = element("channel", { type: "unix" }, [target("org.qemu.guest_agent.0")]);
  if (graphics !== "spice") return [agent];
  return [agent, element("channel", { type: "spicevmc" }, [target("com.redhat.spice.0")])];
}

/** Remote graphics for this host only, and the emulated card. */
export function display({ graphics, video }: DomainWish): readonly XmlElement[] {
  const model = element("video", {}, [element("model", { type: video })]);
  if (graphics === "none") return [model];
  const listen = element("listen", { type: "address", address: "127.0.0.1" });
  const image = graphics === "spice" ? element("image", { compression: "off" }) : undefined;
  return [element("graphics", { type: graphics, autoport: "yes" }, [listen, image]), model];
}

/** A sound card whose sound goes where the graphics go. */
export function sound({ sound: model }: DomainWish): XmlElement | undefined {
  return model === "none" ? undefined : element("sound", { model });
}

/** A TPM 2.0 made by swtpm. */
export function tpm(wish: DomainWish): XmlElement | undefined {
  if (!wish.tpm) return undefined;
  return element("tpm", { model: "tpm-crb" }, [element("backend", { type: "emulator", version: "2.0" })]);
}

/**
 * No balloon beside passed-through functions: their memory is pinned, and the balloon slows them down
 * (Looking Glass documentation).
 */
export function memoryBalloon({ hostdevs }: DomainWish): XmlElement {
  return element("memballoon", { model: hostdevs.length > 0 ? "none" : "virtio" });
}

function mebibytes(size: ByteSize): number {
  return size / 2 ** 20;
}
