import type { NetworkInterface } from "../../model/facts/interfaces-facts.ts";
import { addressesIn } from "../../model/pci-address.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

interface ConfigLine {
  readonly file: string;
  readonly text: string;
}

/** Parses what the reader of network interfaces prints. */
export function parseInterfaces(text: string): readonly NetworkInterface[] {
  const lines = new TaggedLines(text);
  const config = lines
    .all("config")
    .map(configLine)
    .filter(({ text: line }) => !/^\s*[#;]/.test(line));
  const links = lines.all("link").map(configLine);
  return lines.all("interface").map((line) => {
    const [name = "", mac = "", assigned = "", path = ""] = line.split(" ");
    return {
      name,
      mac: mac.toLowerCase(),
      macIsPermanent: assigned === "0",
      address: addressesIn(path).at(-1),
      configuredBy: config
        .filter((one) => naming(one, name))
        .map(({ file, text: own }) => `${file}: ${own.trim()}`),
      pinnedBy: pinOf(name, mac.toLowerCase(), config, links),
    };
  });
}

/** grep puts a colon between the file and the line. */
function configLine(line: string): ConfigLine {
  const colon = line.indexOf(":");
  return { file: line.slice(0, colon), text: line.slice(colon + 1) };
}

/** By folder: how a line there says which interface it is about; NAME stands for the interface. */
const FORMS: readonly (readonly [folder: string, form: string])[] = [
  ["/etc/netplan/", `^\\s*["']?NAME["']?:`],
  ["/etc/network/", `^\\s*(?:iface|bridge[_-]ports|bond[_-]slaves|slaves)\\s(?:.*\\s)?NAME(?:\\s|$)`],
  ["/etc/systemd/network/", `^\\s*Name\\s*=(?:.*\\s)?\\s*NAME(?:\\s|$)`],
  ["/etc/NetworkManager/", `^\\s*interface-name\\s*=\\s*NAME\\s*;?\\s*$`],
  ["/etc/sysconfig/", `^\\s*DEVICE\\s*=\\s*["']?NAME["']?\\s*$`],
];

function naming({ file, text }: ConfigLine, name: string): boolean {
  if (file.endsWith(".link")) return false;
  return FORMS.some(([folder, form]) => file.startsWith(folder) && formFor(form, name).test(text));
}

function formFor(form: string, name: string): RegExp {
  return new RegExp(form.replace("NAME", name.replaceAll(/[.+*?^${}()|[\]\\]/g, "\\$&")));
}

/**
 * A link of systemd, a rule of udev, or netplan, each with the name and the MAC address. netplan cannot set a
 * name without a match.
 */
function pinOf(
  name: string,
  mac: string,
  config: readonly ConfigLine[],
  links: readonly ConfigLine[],
): string | undefined {
  const has = (file: string, form: RegExp) => links.some((one) => one.file === file && form.test(one.text));
  const link = links.find(
    ({ file }) =>
      has(file, new RegExp(`MACAddress\\s*=.*${mac}`, "i")) &&
      has(file, formFor(`^\\s*Name\\s*=\\s*NAME\\s*$`, name)),
  );
  const other = config.find(
    ({ file, text }) =>
      (file.startsWith("/etc/netplan/") &&
        formFor(`^\\s*set-name:\\s*["']?NAME["']?\\s*$`, name).test(text)) ||
      (file.startsWith("/etc/udev/") && text.toLowerCase().includes(mac) && text.includes(`NAME="${name}"`)),
  );
  return (link ?? other)?.file;
}
