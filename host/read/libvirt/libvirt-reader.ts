import type { LibvirtFacts, LibvirtInventory } from "../../model/facts/libvirt-facts.ts";
import { parseXml } from "../../model/xml/xml.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { libvirtScript } from "./libvirt-script.ts";
import { parseCapabilities } from "./parse-capabilities.ts";
import { parseDomain } from "./parse-domain.ts";
import { parsePool } from "./parse-pool.ts";
import { parseVolume } from "./parse-volume.ts";

/** Pools, volumes, domains, networks and what guests can have. */
export const libvirtReader: FactReader<LibvirtFacts> = {
  script: libvirtScript,
  parse: ({ code, stdout, stderr }) => {
    if (code === 3) return { state: "absent" };
    const inventory = parseInventory(stdout);
    if (inventory !== undefined && isWhole(splitSections(stdout))) return inventory;
    const cutOff = inventory === undefined ? "" : "its answer was cut off: ";
    return { state: "unreachable", reason: `${cutOff}${stderr.trim() || `exit code ${code}`}` };
  },
};

interface Section {
  readonly name: string;
  /** The UUID it is about, where it is about one. */
  readonly id: string;
  readonly text: string;
}

/**
 * Every question to virsh ends with a mark of its own. What is missing in an answer that was cut off (a pool
 * on a dead network share can hang for ever) is not gone.
 */
function isWhole(sections: readonly Section[]): boolean {
  const has = (names: readonly string[], pattern: RegExp) =>
    sections.some(({ name, text }) => names.includes(name) && pattern.test(text));
  const details = has(["domains", "pools"], /\S/);
  const volumes = has(["pool-volumes"], /\S +\/.*\S *$/m);
  const expected = 1 + (details ? 1 : 0) + (volumes ? 1 : 0);
  return sections.filter(({ name }) => name === "end").length >= expected;
}

function parseInventory(stdout: string): LibvirtInventory | undefined {
  const sections = splitSections(stdout);
  const textOf = (name: string, id = ""): string =>
    sections.find((section) => section.name === name && section.id === id)?.text ?? "";
  const linesOf = (name: string): readonly string[] =>
    textOf(name)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  const libvirtVersion = /Using library: libvirt (\S+)/.exec(textOf("version"))?.[1];
  if (libvirtVersion === undefined) return undefined;
  const active = new Set(linesOf("active-networks"));
  const capabilities = textOf("capabilities").trim();
  const pools = linesOf("pools").map((id) => parsePool(textOf("pool-xml", id), textOf("pool-info", id)));
  const poolNames = new Map(pools.map((pool) => [pool?.uuid, pool?.name]));
  return {
    state: "ready",
    libvirtVersion,
    qemuVersion: /Running hypervisor: QEMU (\S+)/.exec(textOf("version"))?.[1],
    capabilities: capabilities === "" ? undefined : parseCapabilities(parseXml(capabilities)),
    pools: pools.filter((pool) => pool !== undefined),
    volumes: sections
      .filter(({ name, text }) => name === "volume-of" && text.trim() !== "")
      .map(({ id, text }) => parseVolume(text, poolNames.get(id) ?? id)),
    domains: linesOf("domains")
      .map((id) =>
        parseDomain({
          info: textOf("domain-info", id),
          state: textOf("domain-state", id),
          inactive: textOf("domain-inactive", id),
          live: textOf("domain-live", id),
        }),
      )
      .filter((domain) => domain !== undefined),
    networks: linesOf("networks").map((name) => ({ name, active: active.has(name) })),
  };
}

/** What stands between the lines that begin with the mark, which is the first line of all. */
function splitSections(stdout: string): readonly Section[] {
  const [mark = "", ...lines] = stdout.split("\n");
  const sections: { name: string; id: string; lines: string[] }[] = [];
  for (const line of lines) {
    const [lead, name, id = ""] = line.split(" ");
    if (lead === mark && name !== undefined) sections.push({ name, id, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ name, id, lines: own }) => ({ name, id, text: own.join("\n") }));
}
