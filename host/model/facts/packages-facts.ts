/** What is installed, and by which program. */
export interface PackageFacts {
  /** The program that installs packages here; absent where none of these is found. */
  readonly manager?: PackageManager | undefined;
  /** Installed packages and their versions. */
  readonly installed: Readonly<Record<string, string>>;
  /** Packages that an interrupted installation left half done (apt only). */
  readonly broken: readonly string[];
  /** Whether another program is installing something at this moment (apt only). */
  readonly locked: boolean;
  /** Units of libvirt that systemd knows. */
  readonly units: readonly UnitFacts[];
}

export type PackageManager = "apt" | "dnf" | "pacman" | "zypper";

export interface UnitFacts {
  readonly name: string;
  readonly enabled: boolean;
  readonly active: boolean;
}

/** Whether a package is on the host, also one that is half installed. */
export function isPresent(
  { installed, broken }: Pick<PackageFacts, "installed" | "broken">,
  name: string,
): boolean {
  return Object.hasOwn(installed, name) || broken.includes(name);
}
