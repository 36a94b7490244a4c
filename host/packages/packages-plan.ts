import { HostError } from "../model/errors.ts";
import type { PackageFacts, PackageManager } from "../model/facts/packages-facts.ts";

export interface PackagesPlan {
  readonly install: readonly string[];
  /**
   * The socket that lets libvirt start on demand, where it is not enabled or not active. Absent: fine, or
   * known only after the installation.
   */
  readonly enableSocket?: string | undefined;
  /** Whether libvirt comes with this installation, so that its socket is seen to afterwards. */
  readonly bringsLibvirt: boolean;
  /** Another program holds the lock now. */
  readonly waits: boolean;
}

/** How users install packages by hand. */
const COMMANDS: Readonly<Record<PackageManager, string>> = {
  apt: "apt-get install --no-install-recommends",
  dnf: "dnf install",
  pacman: "pacman -S --needed",
  zypper: "zypper install",
};
const LIBVIRT = /^libvirt(?:-daemon.*)?$/;

/**
 * Decides what is to be installed. Throws a HostError where that cannot be done from here, with the command
 * to run.
 */
export function planPackages(facts: PackageFacts, wanted: readonly string[], host: string): PackagesPlan {
  const install = wanted.filter((name) => !Object.hasOwn(facts.installed, name));
  if (install.length > 0) refuseUnable(facts, install, host);
  return {
    install,
    enableSocket: socketToEnable(facts, wanted),
    bringsLibvirt: hasLibvirt(install),
    waits: install.length > 0 && facts.locked,
  };
}

/**
 * The socket of libvirt that is there and asleep, where libvirt is wanted and none of its sockets is awake.
 */
export function socketToEnable(
  { units }: Pick<PackageFacts, "units">,
  wanted: readonly string[],
): string | undefined {
  if (!hasLibvirt(wanted)) return undefined;
  const sockets = units.filter(({ name }) => name.endsWith(".socket"));
  return sockets.some(({ enabled, active }) => enabled && active) ? undefined : sockets[0]?.name;
}

/** The plan in words, one line per step; empty when everything is there. */
export function describePackagesPlan({ install, enableSocket, waits }: PackagesPlan): readonly string[] {
  return [
    ...(install.length === 0
      ? []
      : [`install ${install.join(", ")} (with what they depend on, without recommendations)`]),
    ...(waits ? ["wait until the other program that installs packages now has finished"] : []),
    ...(enableSocket === undefined ? [] : [`enable and start ${enableSocket}`]),
  ];
}

function hasLibvirt(names: readonly string[]): boolean {
  return names.some((name) => LIBVIRT.test(name));
}

function refuseUnable({ manager, broken }: PackageFacts, install: readonly string[], host: string): void {
  if (manager === "apt" && broken.length === 0) return;
  if (manager === "apt") {
    throw new HostError({
      what: "An earlier installation of packages was interrupted",
      host,
      found: `half installed: ${broken.join(", ")}`,
      next: "run `dpkg --configure -a` on the host as root",
    });
  }
  throw new HostError({
    what: "Packages are missing, and are installed by this resource only with apt",
    host,
    found: `missing: ${install.join(", ")}`,
    next:
      manager === undefined
        ? `install them by hand`
        : `run this on the host as root: ${COMMANDS[manager]} ${install.join(" ")}`,
  });
}
