import { parseCpuList } from "../../model/cpu-list.ts";
import type { CpuFacts, Distribution, IommuFacts, KernelFacts } from "../../model/facts/kernel-facts.ts";
import { lastPart } from "../../model/names.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";
import { parseInstalledKernels } from "./parse-installed.ts";

/** Parses the tagged lines about the system. Throws when there is no running kernel in them. */
export function parseKernelFacts(text: string): KernelFacts {
  const lines = new TaggedLines(text);
  const running = lines.first("kernel/osrelease");
  const bootId = lines.first("kernel/random/boot_id");
  if (running === undefined || bootId === undefined) throw new Error("no running kernel was reported");
  return {
    distribution: distributionOf(lines.all("os")),
    running,
    installed: parseInstalledKernels(text, running),
    commandLine: lines.first("cmdline") ?? "",
    bootId,
    uptimeSeconds: Number(lines.first("uptime") ?? 0),
    cpu: cpuOf(lines),
    memoryBytes: Number(lines.first("memory") ?? 0) * 1024,
    machine: { vendor: lines.first("sys_vendor"), product: lines.first("product_name") },
    firmware: lines.has("uefi") ? "uefi" : "bios",
    secureBoot: secureBootOf(lines),
    iommu: iommuOf(lines),
    ...(lines.has("builtin-driver") ? { builtinDrivers: lines.all("builtin-driver").map(lastPart) } : {}),
  };
}

/** Lines of os-release: shell assignments with or without quotes. */
function distributionOf(assignments: readonly string[]): Distribution {
  const values = new Map(
    assignments.map((line) => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals), unquoted(line.slice(equals + 1).trim())];
    }),
  );
  const id = values.get("ID") ?? "linux";
  return {
    id,
    like: (values.get("ID_LIKE") ?? "").split(/\s+/).filter(Boolean),
    version: values.get("VERSION_ID") || undefined,
    name: values.get("PRETTY_NAME") ?? values.get("NAME") ?? id,
  };
}

function unquoted(text: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  return quoted === null ? text : (quoted[2] ?? "").replaceAll(/\\(["'$`\\])/g, "$1");
}

/** The block of one processor in /proc/cpuinfo. */
function cpuOf(lines: TaggedLines): CpuFacts {
  const values = new Map(
    lines.all("cpu").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
  const known = values.get("flags");
  const flags = new Set((known ?? "").split(" "));
  const online = lines.first("online");
  const vendors = { GenuineIntel: "intel", AuthenticAMD: "amd", HygonGenuine: "amd" } as const;
  const bits = /(\d+) bits physical/.exec(values.get("address sizes") ?? "")?.[1];
  const vendorId = values.get("vendor_id") as keyof typeof vendors | undefined;
  return {
    vendor: (vendorId && vendors[vendorId]) ?? "other",
    virtualisation: flags.has("vmx") ? "vmx" : flags.has("svm") ? "svm" : undefined,
    physicalAddressBits: bits === undefined ? undefined : Number(bits),
    model: values.get("model name"),
    threads: parseCpuList(online ?? "0")?.length ?? 1,
    processors: online === undefined ? undefined : parseCpuList(online),
    gigabytePages: known === undefined ? undefined : flags.has("pdpe1gb"),
  };
}

function secureBootOf(lines: TaggedLines): KernelFacts["secureBoot"] {
  if (!lines.has("uefi")) return "off";
  const state = lines.first("secure-boot");
  return state === "1" ? "on" : state === "0" ? "off" : "unknown";
}

function iommuOf(lines: TaggedLines): IommuFacts {
  const widths = lines.all("capability").map(addressWidthOf);
  return {
    tables: (["DMAR", "IVRS"] as const).filter((table) => lines.all("table").includes(table)),
    tablesReadable: lines.has("tables"),
    units: lines.all("unit").map((path) => path.slice(path.lastIndexOf("/") + 1)),
    groups: lines.all("group").length,
    addressWidth: widths.length === 0 ? undefined : Math.min(...widths),
  };
}

/** The maximum guest address width (MGAW), bits 16 to 21 of an Intel unit's capability register, plus one. */
function addressWidthOf(capability: string): number {
  return Number((BigInt(`0x${capability}`) >> 16n) & 0x3fn) + 1;
}
