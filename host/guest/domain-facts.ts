import { parseXml, type XmlElement } from "./xml.ts";
import { textAt } from "./xml-lookup.ts";

/** A domain that libvirt knows, running or not. */
export interface DomainFacts {
  readonly name: string;
  readonly uuid: string;
  /** `running`, `shut off`, `paused`, `crashed`, `in shutdown`, `pmsuspended`. */
  readonly state: string;
  /** Why it is in that state (`shutdown`, `destroyed`, `booted`), where libvirt says. */
  readonly reason?: string | undefined;
  readonly autostart: boolean;
  /** False for a domain that vanishes when it stops. */
  readonly persistent: boolean;
  /** What its next start will use. */
  readonly inactive: XmlElement;
  /** What runs now; absent while nothing runs. */
  readonly live?: XmlElement | undefined;
}

/** Whether a QEMU process exists for it, in whatever state. */
export function isActive({ state }: DomainFacts): boolean {
  return state !== "shut off" && state !== "crashed";
}

/** Reads what virsh says of one domain; `undefined` for one that vanished between the questions. */
export function parseDomain(texts: {
  /** `dominfo` */
  readonly info: string;
  /** `domstate --reason` */
  readonly state: string;
  readonly inactive: string;
  readonly live: string;
}): DomainFacts | undefined {
  if (texts.inactive.trim() === "" && texts.live.trim() === "") return undefined;
  const inactive = parseXml(texts.inactive.trim() === "" ? texts.live : texts.inactive);
  const [, state = "unknown", reason] = /^\s*([a-z ]+?)(?: \((.*)\))?\s*$/.exec(texts.state.trim()) ?? [];
  const domain = {
    name: textAt(inactive, "name") ?? "",
    uuid: textAt(inactive, "uuid") ?? "",
    state,
    reason,
    autostart: /^Autostart:\s+enable/m.test(texts.info),
    persistent: /^Persistent:\s+yes/m.test(texts.info),
    inactive,
  };
  return isActive(domain) && texts.live.trim() !== "" ? { ...domain, live: parseXml(texts.live) } : domain;
}
