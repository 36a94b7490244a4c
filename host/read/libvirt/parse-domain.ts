import { type DomainFacts, isActive } from "../../model/facts/libvirt-facts.ts";
import { parseXml } from "../../model/xml/xml.ts";
import { textAt } from "../../model/xml/xml-lookup.ts";

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
