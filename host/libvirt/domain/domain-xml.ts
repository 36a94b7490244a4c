import type { DomainWish } from "../../model/domain-wish.ts";
import { element, type XmlElement } from "../../model/xml/xml.ts";
import {
  channels,
  display,
  memoryBalloon,
  serialConsole,
  sharedMemory,
  sound,
  tpm,
} from "./elements/devices.ts";
import { disk } from "./elements/disk.ts";
import { hostdev, rootBus, rootPort } from "./elements/hostdev.ts";
import { networkInterface } from "./elements/interface.ts";
import { metadata } from "./elements/metadata.ts";
import { os } from "./elements/os.ts";
import { clock, cpu, features, powerManagement } from "./elements/platform.ts";
import { qemuCommandLine, qemuNamespace } from "./elements/qemu-arguments.ts";
import { nothingTaken, placeHostdevs, type TakenPlaces } from "./guest-slots.ts";

/**
 * The definition of a domain, in the order in which libvirt writes it. Only what is wished for is in it:
 * libvirt fills in the rest.
 */
export function domainXml(wish: DomainWish, taken: TakenPlaces = nothingTaken): XmlElement {
  const commandLine = qemuCommandLine(wish);
  const kibibytes = Math.floor(wish.memory / 1024);
  return element("domain", { type: wish.virtType, ...(commandLine === undefined ? {} : qemuNamespace) }, [
    element("name", {}, wish.name),
    wish.uuid === undefined ? undefined : element("uuid", {}, wish.uuid),
    wish.title === undefined ? undefined : element("title", {}, wish.title),
    metadata(wish.owner),
    element("memory", { unit: "KiB" }, kibibytes),
    element("currentMemory", { unit: "KiB" }, kibibytes),
    element("vcpu", { placement: "static" }, wish.vcpus),
    os(wish),
    features(wish),
    cpu(wish),
    clock(wish),
    powerManagement(),
    devices(wish, taken),
    commandLine,
  ]);
}

function devices(wish: DomainWish, taken: TakenPlaces): XmlElement {
  const places = placeHostdevs(
    wish.hostdevs.map(({ address }) => address),
    taken,
  );
  const buses = new Set([...places.values()].map(({ bus }) => bus));
  return element("devices", {}, [
    ...wish.disks.map(disk),
    rootBus(),
    ...[...buses].map(rootPort),
    ...wish.networks.map(networkInterface),
    ...serialConsole(wish.serialFile),
    ...channels(wish),
    tpm(wish),
    ...display(wish),
    sound(wish),
    ...wish.hostdevs.map((wanted) => {
      const place = places.get(wanted.address);
      return place === undefined ? undefined : hostdev(wanted, place);
    }),
    memoryBalloon(wish),
    ...wish.sharedMemory.map(sharedMemory),
    ...wish.extraDevices,
  ]);
}
