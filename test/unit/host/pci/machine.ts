import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lifeline } from "../../../../host/model/facts/lifelines-facts.ts";
import type { PciDevice } from "../../../../host/model/facts/pci-facts.ts";
import { parsePciAddress } from "../../../../host/model/pci-address.ts";
import type { GuardFacts } from "../../../../host/pci/guard-facts.ts";
import { projectDir } from "../../../../toolchain/local/paths.mjs";

/** A recorded machine: test/cases/machines/README.md says what its fields mean. */
export interface Machine {
  readonly slug: string;
  readonly devices: readonly ListedDevice[];
  readonly given: Given;
  readonly foreign: Readonly<Record<string, readonly string[]>>;
  readonly expect: readonly Expected[];
}

export interface Expected {
  readonly select: readonly string[];
  readonly given?: Partial<Given>;
  readonly allowBootDisplay?: boolean;
  readonly functions: readonly string[];
  readonly codes: readonly string[];
  readonly because?: string;
}

interface Given {
  readonly driversByClass: Readonly<Record<string, string>>;
  readonly bootDisplay: string | null;
  readonly network: readonly string[];
  readonly disks: readonly string[];
}

interface ListedDevice {
  readonly address: string;
  readonly class: string;
  readonly vendor: string;
  readonly device: string;
  readonly name: string;
  readonly driver?: string | null;
  readonly group?: number;
}

/** All recorded machines. */
export function machines(): readonly Machine[] {
  const folder = join(projectDir, "test", "cases", "machines");
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((name): Machine => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/** The facts that such a machine would show, with what is given in its place. */
export function factsOf(machine: Machine, own: Partial<Given> = {}): GuardFacts {
  const given = { ...machine.given, ...own };
  const pci = machine.devices.map((device) => deviceOf(device, given));
  if (given.bootDisplay === "elsewhere-known") pci.push(managementDisplay);
  return {
    pci,
    lifelines: { network: lifeline(given.network), disks: lifeline(given.disks) },
    kernel: {
      iommu: {
        tables: [],
        tablesReadable: true,
        units: [],
        groups: new Set(machine.devices.map(({ group }) => group).filter((group) => group !== undefined))
          .size,
      },
    },
  };
}

function deviceOf(listed: ListedDevice, given: Given): PciDevice {
  const address = parsePciAddress(listed.address);
  if (address === undefined) throw new Error(`${listed.address} is no address`);
  const isVga = listed.class === "0300";
  const driver =
    listed.driver === undefined ? given.driversByClass[listed.class] : (listed.driver ?? undefined);
  return {
    address,
    class: `${listed.class}00`,
    vendor: listed.vendor,
    device: listed.device,
    name: listed.name,
    driver,
    iommuGroup: listed.group,
    bootVga: given.bootDisplay === address ? true : isVga && given.bootDisplay !== null ? false : undefined,
    isBridge: listed.class.startsWith("06"),
    resetMethods: [],
    connectors: [],
  };
}

/** A display that the listing does not have. */
const managementDisplay = deviceOf(
  { address: "0000:7f:00.0", class: "0300", vendor: "1a03", device: "2000", name: "BMC display" },
  { driversByClass: {}, bootDisplay: "0000:7f:00.0", network: [], disks: [] },
);

function lifeline(addresses: readonly string[]): Lifeline {
  const known = addresses
    .map((address) => parsePciAddress(address))
    .filter((address) => address !== undefined);
  const parts = known.map((address) => ({ use: "the host's own", device: "x", addresses: [address] }));
  return { state: "known", addresses: known, parts };
}
