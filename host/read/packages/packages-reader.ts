import type { PackageFacts, PackageManager, UnitFacts } from "../../model/facts/packages-facts.ts";
import type { FactReader } from "../engine/fact-reader.ts";

/** The lock is looked up in the kernel's list, so that nothing waits for it or takes it. */
const SCRIPT = `
if command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
  echo 'manager apt'
  dpkg-query -W -f 'package \${db:Status-Abbrev} \${Package} \${Version}\\n'
  lock=$(stat -c %i /var/lib/dpkg/lock-frontend 2>/dev/null) && grep -q ":$lock " /proc/locks && echo locked
elif command -v rpm >/dev/null 2>&1; then
  if command -v zypper >/dev/null 2>&1; then echo 'manager zypper'; else echo 'manager dnf'; fi
  rpm -qa --queryformat 'package ii %{NAME} %{VERSION}-%{RELEASE}\\n'
elif command -v pacman >/dev/null 2>&1; then
  echo 'manager pacman'
  pacman -Q | sed 's/^/package ii /'
fi
systemctl show -p Id,LoadState,ActiveState,UnitFileState libvirtd.socket virtqemud.socket 2>/dev/null
exit 0
`;

/** Installed packages and the sockets of libvirt; asking starts none of them. */
export const packagesReader: FactReader<PackageFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => {
    const lines = stdout.split("\n");
    const packages = lines.flatMap((line) => {
      const [, status = "", name = "", version = ""] = /^package (\S+)\s+(\S+) (\S+)$/.exec(line) ?? [];
      return name === "" ? [] : [{ status, name, version }];
    });
    return {
      manager: managerOf(/^manager (\S+)$/m.exec(stdout)?.[1]),
      installed: Object.fromEntries(
        packages.filter(({ status }) => status[1] === "i").map(({ name, version }) => [name, version]),
      ),
      broken: packages.filter(({ status }) => "UFHWt".includes(status[1] ?? "?")).map(({ name }) => name),
      locked: lines.includes("locked"),
      units: stdout.split(/\n(?=Id=)/).flatMap(parseUnit),
    };
  },
};

function managerOf(name: string | undefined): PackageManager | undefined {
  return name === "apt" || name === "dnf" || name === "pacman" || name === "zypper" ? name : undefined;
}

function parseUnit(text: string): readonly UnitFacts[] {
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1] ?? "";
  if (value("Id") === "" || value("LoadState") !== "loaded") return [];
  const enabled = value("UnitFileState").startsWith("enabled");
  return [{ name: value("Id"), enabled, active: value("ActiveState") === "active" }];
}
