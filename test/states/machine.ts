import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type HostState, sysctls } from "./state.ts";

/** Release of the running kernel inside a host tree. */
export interface Running {
  readonly release: string;
  readonly commandLine: string;
}

interface PciFunction {
  readonly address: string;
  readonly above: string | undefined;
  readonly class: string;
  readonly ids: string;
  readonly driver: string | undefined;
  readonly group: number;
  readonly bootVga?: boolean;
}

/**
 * Writes `sys/` and `proc/` of a machine with a boot display, a card with sound behind a bridge, and a USB
 * controller, below `folder`.
 */
export function writeMachine(folder: string, state: HostState, running: Running): void {
  const put = (path: string, text: string | Buffer) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put("proc/cmdline", `${running.commandLine}\n`);
  put("proc/osrelease", `${running.release}\n`);
  put("proc/cpuinfo", cpuInfo(state));
  put(
    "proc/meminfo",
    "MemTotal:       16777216 kB\nMemFree:        12582912 kB\nMemAvailable:   14680064 kB\n",
  );
  put("proc/kallsyms", symbols(state.acsPatch));
  for (const [name, value] of Object.entries(sysctls))
    put(`proc/sys/${name.replaceAll(".", "/")}`, `${value}\n`);
  if (state.loader === "systemd-boot") put(EFI_VARIABLE, loaderInfo("systemd-boot 252.39-1~deb12u2"));
  const chip = state.iommu === "on" ? "IR-IO-APIC" : "IO-APIC";
  put(
    "proc/interrupts",
    `   0:         10  ${chip}    2-edge      timer\n   9:          0  ${chip}    9-fasteoi   acpi\n`,
  );
  put("proc/iomem", "00001000-0009ffff : System RAM\n");
  put("sys/devices/system/cpu/online", "0-7\n");
  put("sys/class/dmi/id/sys_vendor", "Test\n");
  put("sys/class/dmi/id/product_name", "States\n");
  put("sys/firmware/acpi/tables/FACP", "");
  const intel = state.cpu === "intel";
  if (state.iommu !== "off-in-firmware") put(`sys/firmware/acpi/tables/${intel ? "DMAR" : "IVRS"}`, "");
  for (const name of ["iommu", "net", "block", "drm"])
    mkdirSync(join(folder, "sys/class", name), { recursive: true });
  for (const name of ["bus/pci/devices", "kernel/iommu_groups"])
    mkdirSync(join(folder, "sys", name), { recursive: true });
  if (state.iommu === "on")
    put(
      intel ? "sys/class/iommu/dmar0/intel-iommu/cap" : "sys/class/iommu/ivhd0/devices",
      "d2008c222f0686\n",
    );
  for (const pci of functionsOf(state)) writeFunction(folder, put, pci, state.iommu === "on");
}

function functionsOf({ driver }: HostState): readonly PciFunction[] {
  const card = driver === "none" ? undefined : driver;
  const sound = driver === "nouveau" ? "snd_hda_intel" : card;
  const bridge = "0000:00:1c.0";
  return [
    {
      address: "0000:00:00.0",
      above: undefined,
      class: "60000",
      ids: "8086:29C0",
      driver: undefined,
      group: 0,
    },
    {
      address: "0000:00:01.0",
      above: undefined,
      class: "30000",
      ids: "1234:1111",
      driver: "bochs-drm",
      group: 1,
      bootVga: true,
    },
    { address: bridge, above: undefined, class: "60400", ids: "1B36:000C", driver: "pcieport", group: 2 },
    {
      address: "0000:01:00.0",
      above: bridge,
      class: "30000",
      ids: "10DE:1B80",
      driver: card,
      group: 2,
      bootVga: false,
    },
    { address: "0000:01:00.1", above: bridge, class: "40300", ids: "10DE:10F0", driver: sound, group: 2 },
    {
      address: "0000:02:00.0",
      above: "0000:00:1d.0",
      class: "C0330",
      ids: "1B73:1100",
      driver: "xhci_hcd",
      group: 4,
    },
    {
      address: "0000:00:1d.0",
      above: undefined,
      class: "60400",
      ids: "1B36:000C",
      driver: "pcieport",
      group: 3,
    },
    { address: "0000:00:1f.2", above: undefined, class: "10601", ids: "8086:2922", driver: "ahci", group: 5 },
  ];
}

function writeFunction(
  folder: string,
  put: (path: string, text: string) => void,
  { address, above, class: pciClass, ids, driver, group, bootVga }: PciFunction,
  iommu: boolean,
): void {
  const path = `sys/devices/pci0000:00/${above === undefined ? "" : `${above}/`}${address}`;
  const link = (from: string, to: string) => {
    mkdirSync(dirname(join(folder, from)), { recursive: true });
    symlinkSync(relative(dirname(from), to), join(folder, from));
  };
  const held = driver === undefined ? "" : `DRIVER=${driver}\n`;
  put(
    `${path}/uevent`,
    `${held}PCI_CLASS=${pciClass}\nPCI_ID=${ids}\nPCI_SUBSYS_ID=1043:8598\nPCI_SLOT_NAME=${address}\n`,
  );
  put(`${path}/revision`, "0xa1\n");
  put(`${path}/power_state`, "D0\n");
  put(`${path}/d3cold_allowed`, "1\n");
  put(`${path}/reset_method`, "flr bus\n");
  put(`${path}/driver_override`, "(null)\n");
  if (bootVga !== undefined) put(`${path}/boot_vga`, bootVga ? "1\n" : "0\n");
  link(`sys/bus/pci/devices/${address}`, path);
  if (driver !== undefined) {
    mkdirSync(join(folder, "sys/bus/pci/drivers", driver), { recursive: true });
    link(`${path}/driver`, `sys/bus/pci/drivers/${driver}`);
  }
  if (!iommu) return;
  link(`sys/kernel/iommu_groups/${group}/devices/${address}`, path);
  link(`${path}/iommu_group`, `sys/kernel/iommu_groups/${group}`);
}

const EFI_VARIABLE = "sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

/** An EFI variable: four bytes of attributes, then UTF-16. */
function loaderInfo(text: string): Buffer {
  return Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.from(`${text}\0`, "utf16le")]);
}

/** The lines of /proc/kallsyms that tell of the ACS override patch, among others. */
function symbols(acsPatch: HostState["acsPatch"]): string {
  const names = {
    "has it": ["pci_acs_enabled", "pcie_acs_overrides"],
    "lacks it": ["pci_acs_enabled"],
    hidden: [],
  }[acsPatch];
  return ["_stext", ...names].map((name) => `0000000000000000 T ${name}\n`).join("");
}

function cpuInfo({ cpu, gigabytePages }: HostState): string {
  const [vendor, flag] = cpu === "intel" ? ["GenuineIntel", "vmx"] : ["AuthenticAMD", "svm"];
  return [
    "processor\t: 0",
    `vendor_id\t: ${vendor}`,
    "model name\t: Test CPU",
    `flags\t\t: fpu ${gigabytePages ? "pdpe1gb " : ""}${flag}`,
    "address sizes\t: 46 bits physical, 48 bits virtual",
    "",
    "",
  ].join("\n");
}
