import type { NetworkWish } from "../../../model/domain-wish.ts";
import { element, type XmlElement } from "../../../model/xml/xml.ts";

/** A network card. */
export function networkInterface({ source, model, mac }: NetworkWish): XmlElement {
  const type = "network" in source ? "network" : "bridge";
  return element("interface", { type }, [
    mac === undefined ? undefined : element("mac", { address: mac }),
    element("source", source),
    element("model", { type: model }),
  ]);
}
