import type { XmlElement } from "../../model/xml/xml.ts";
import { childrenOf, find } from "../../model/xml/xml-lookup.ts";
import { keyedDevices } from "./device-key.ts";

/** Something declared that a definition does not have, or has otherwise. */
export interface Difference {
  /** The part of the definition: `memory`, `disk vda`, `hostdev 0000:01:00.0`. */
  readonly part: string;
  /** The resource's property that declares it. */
  readonly property: string;
  /** `memory: 1048576 instead of 2097152` */
  readonly text: string;
}

/**
 * Which definition is compared: the one of the next start, or that of the running guest, in which libvirt
 * leaves out or expands some things.
 */
export type Side = "inactive" | "live";

const PROPERTIES: Readonly<Record<string, string>> = {
  domain: "type",
  memory: "memory",
  currentMemory: "memory",
  vcpu: "vcpus",
  metadata: "name",
  os: "firmware",
  features: "secureBoot",
  disk: "disks",
  controller: "hostdevs",
  interface: "networks",
  serial: "serial",
  console: "serial",
  channel: "graphics",
  shmem: "sharedMemory",
  memballoon: "hostdevs",
  hostdev: "hostdevs",
  "qemu:commandline": "qemuArguments",
};
/** Parts of `<os>` that other properties than `firmware` declare. */
const BOOT_PROPERTIES: Readonly<Record<string, string>> = {
  kernel: "kernel",
  initrd: "initrd",
  cmdline: "commandLine",
};
const OWN_PROPERTY = new Set(["name", "title", "cpu", "clock", "graphics", "video", "sound", "tpm"]);

/** Parts that libvirt never adds on its own: where they are not declared, they must be absent. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  domain: ["title", "qemu:commandline"],
  os: Object.keys(BOOT_PROPERTIES),
  cpu: ["maxphysaddr"],
  disk: ["boot", "readonly"],
  hostdev: ["rom"],
  serial: ["log"],
};

/** Kinds of devices that only the declaration may add. All others may come and go. */
const EXCLUSIVE = new Set(["disk", "interface", "hostdev", "shmem", "sound", "tpm", "graphics"]);

/**
 * What a definition lacks of the wanted one. Only what the wanted one says is compared: libvirt adds
 * addresses, controllers, models and defaults, and puts things in another order.
 */
export function differencesOf(wanted: XmlElement, found: XmlElement, side: Side): readonly Difference[] {
  return [
    ...compareRoot(wanted, found),
    ...wanted.children
      .filter(({ name }) => name !== "devices" && !(side === "live" && name === "currentMemory"))
      .flatMap((child) => compareChild(child, found, side)),
    ...undeclared(wanted, found).map(({ name }) => difference(name, "not declared")),
    ...compareDevices(wanted, found, side),
  ];
}

function compareRoot(wanted: XmlElement, found: XmlElement): readonly Difference[] {
  const before = found.attributes.type;
  if (before === wanted.attributes.type) return [];
  return [difference("domain", `type ${before} instead of ${wanted.attributes.type}`)];
}

function compareChild(child: XmlElement, found: XmlElement, side: Side): readonly Difference[] {
  const counterpart = find(found, child.name);
  if (side === "live" && child.name === "os")
    return lacks(bootOnly(child), counterpart).map((text) => difference("os", text));
  // A running guest's host-model is spelled out as the model and features it became.
  if (side === "live" && child.name === "cpu" && child.attributes.mode === "host-model") return [];
  return lacks(child, counterpart).map((text) => difference(child.name, text));
}

/** libvirt 9.0 shows the firmware's files in the running definition, and not that it chose them. */
function bootOnly(os: XmlElement): XmlElement {
  return {
    ...os,
    attributes: {},
    children: os.children.filter(({ name }) => Object.hasOwn(BOOT_PROPERTIES, name)),
  };
}

function compareDevices(wanted: XmlElement, found: XmlElement, side: Side): readonly Difference[] {
  const declared = keyedDevices(wanted);
  const present = keyedDevices(found);
  const lacking = [...declared].flatMap(([key, device]) => {
    if (side === "live" && device.name === "console") return [];
    const counterpart = present.get(key);
    if (counterpart === undefined && device.name === "video" && noVideo(device)) return [];
    return lacks(device, counterpart).map((text) => difference(device.name, text, key));
  });
  const extra = [...present]
    .filter(([key, device]) => EXCLUSIVE.has(device.name) && !declared.has(key))
    .map(([key, device]) => difference(device.name, "not declared", key));
  return [...lacking, ...extra];
}

function noVideo(device: XmlElement): boolean {
  return find(device, "model")?.attributes.type === "none";
}

/**
 * Lines for everything in `wanted` that `found` does not have; children of one name are compared in their
 * order.
 */
function lacks(wanted: XmlElement, found: XmlElement | undefined): readonly string[] {
  if (found === undefined) return ["missing"];
  const attributes = Object.entries(wanted.attributes)
    .filter(([key, value]) => !key.startsWith("xmlns") && found.attributes[key] !== value)
    .map(([key, value]) => `${key} is ${found.attributes[key] ?? "not set"} instead of ${value}`);
  const text =
    wanted.text === "" || wanted.text === found.text
      ? []
      : [`${found.text || "nothing"} instead of ${wanted.text}`];
  const seen = new Map<string, number>();
  const inside = wanted.children.flatMap((child) => {
    const index = seen.get(child.name) ?? 0;
    seen.set(child.name, index + 1);
    return lacks(child, childrenOf(found, child.name)[index]).map((line) => `${child.name}: ${line}`);
  });
  const extra = undeclared(wanted, found).map(({ name }) => `${name}: not declared`);
  return [...attributes, ...text, ...inside, ...extra];
}

function undeclared(wanted: XmlElement, found: XmlElement): readonly XmlElement[] {
  const names = OPTIONAL[wanted.name] ?? [];
  return found.children.filter(({ name }) => names.includes(name) && childrenOf(wanted, name).length === 0);
}

function difference(element: string, text: string, part = element): Difference {
  const boot = element === "os" ? BOOT_PROPERTIES[text.split(":")[0] ?? ""] : undefined;
  const property = boot ?? (OWN_PROPERTY.has(element) ? element : (PROPERTIES[element] ?? "extraDevices"));
  return { part, property, text: `${part}: ${text}` };
}
