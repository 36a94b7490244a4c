import { createHash } from "node:crypto";
import semver from "semver";
import type { PowerWish } from "../../../host/libvirt/domain/domain-plan.ts";
import type { DiskWish, DomainWish, HostdevWish, NetworkWish } from "../../../host/model/domain-wish.ts";
import { HostError, messageOf } from "../../../host/model/errors.ts";
import type { KernelFacts } from "../../../host/model/facts/kernel-facts.ts";
import type { DomainFacts, LibvirtInventory } from "../../../host/model/facts/libvirt-facts.ts";
import { parseXml, type XmlElement } from "../../../host/model/xml/xml.ts";
import type { DomainInputs, DomainState } from "./schema.ts";

/** What decides beyond the inputs. */
export interface Surroundings {
  readonly inventory: LibvirtInventory;
  readonly kernel: Pick<KernelFacts, "cpu" | "iommu">;
  /** The domain as it is there. */
  readonly existing: DomainFacts | undefined;
  readonly owner: string;
}

/** Whose a domain is, from the URN of its resource: short, and saying nothing to strangers. */
export function ownerFromUrn(urn: string): string {
  return createHash("sha256").update(urn).digest("hex").slice(0, 32);
}

/** Decides everything that the inputs leave open. Throws a HostError for text that is no XML element. */
export function wishOf(inputs: DomainInputs, surroundings: Surroundings): DomainWish {
  const { kernel, initrd, commandLine } = inputs;
  const virtType = virtTypeOf(inputs, surroundings);
  const { libvirtVersion } = surroundings.inventory;
  return {
    name: inputs.name,
    uuid: inputs.uuid,
    title: inputs.title,
    owner: surroundings.owner,
    virtType,
    memory: inputs.memory,
    vcpus: inputs.vcpus,
    cpu: inputs.cpu ?? (virtType === "kvm" ? "host-passthrough" : "maximum"),
    addressBits: inputs.addressBits ?? addressLimit(inputs, virtType, surroundings.kernel),
    addressBitsElement:
      libvirtVersion === "0.0.0" || semver.gte(semver.coerce(libvirtVersion) ?? "0.0.0", "8.7.0"),
    firmware: inputs.firmware,
    secureBoot: inputs.secureBoot,
    directBoot: kernel === undefined ? undefined : { kernel, initrd, commandLine },
    clock: inputs.clock,
    disks: disksOf(inputs),
    networks: inputs.networks.map(networkOf),
    hostdevs: inputs.hostdevs.map(hostdevOf),
    sharedMemory: inputs.sharedMemory,
    serialFile: inputs.serial.file,
    graphics: inputs.graphics,
    video: inputs.video ?? (inputs.graphics === "none" ? "none" : "vga"),
    sound: inputs.sound,
    tpm: inputs.tpm,
    extraDevices: inputs.extraDevices.map(deviceOf),
    qemuArguments: inputs.qemuArguments,
  };
}

export function powerOf(inputs: DomainInputs, state: DomainState | undefined): PowerWish {
  const { power, autostart, restart, awaitsReboot } = inputs;
  return { power, autostart, restart, awaitsReboot, startedBefore: state?.started ?? false };
}

/**
 * On a processor that is itself emulated (QEMU's TCG offers SVM, and /dev/kvm is there) a guest under kvm
 * takes the whole machine down, so `auto` does not choose it.
 */
function virtTypeOf({ type }: DomainInputs, { existing, inventory, kernel }: Surroundings): "kvm" | "qemu" {
  if (type !== "auto") return type;
  const kept = existing?.inactive.attributes.type;
  if (kept === "kvm" || kept === "qemu") return kept;
  if (kernel.cpu.model?.startsWith("QEMU TCG") === true) return "qemu";
  return inventory.capabilities?.virtType ?? "kvm";
}

/**
 * Emulated processors have 40 bits (target/i386/cpu.h, TCG_PHYS_ADDR_BITS); passed-through ones have the
 * host's.
 */
function addressLimit(
  { hostdevs }: DomainInputs,
  virtType: "kvm" | "qemu",
  { cpu, iommu }: Surroundings["kernel"],
): number | undefined {
  const guestBits = virtType === "qemu" ? 40 : cpu.physicalAddressBits;
  const width = iommu.addressWidth;
  if (hostdevs.length === 0 || width === undefined || guestBits === undefined) return undefined;
  return width < guestBits ? width : undefined;
}

function disksOf({ disks }: DomainInputs): readonly DiskWish[] {
  const taken = new Set(disks.flatMap(({ target }) => target ?? []));
  return disks.map((disk) => {
    const device = disk.device ?? "disk";
    const bus = disk.bus ?? (device === "cdrom" ? "sata" : "virtio");
    const target = disk.target ?? nextTarget(bus === "virtio" ? "vd" : "sd", taken);
    taken.add(target);
    const format = disk.format ?? (device === "cdrom" ? "raw" : "qcow2");
    return {
      file: disk.file,
      format,
      device,
      bus,
      target,
      readonly: disk.readonly ?? false,
      bootOrder: disk.bootOrder,
    };
  });
}

function nextTarget(prefix: string, taken: ReadonlySet<string>): string {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  return letters.map((letter) => prefix + letter).find((name) => !taken.has(name)) ?? `${prefix}aa`;
}

function networkOf({ network, bridge, model, mac }: DomainInputs["networks"][number]): NetworkWish {
  const source = bridge === undefined ? { network: network ?? "default" } : { bridge };
  return { source, model: model ?? "virtio", mac };
}

function hostdevOf(given: DomainInputs["hostdevs"][number]): HostdevWish {
  return typeof given === "string" ? { address: given } : given;
}

function deviceOf(text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (cause) {
    throw new HostError({
      what: `extraDevices: not one XML element: ${text}`,
      found: messageOf(cause),
      cause,
    });
  }
}
