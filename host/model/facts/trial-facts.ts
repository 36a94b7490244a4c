/**
 * What decides whether a new boot configuration can be tried before it is kept, and whether one is being
 * tried.
 */
export interface TrialFacts {
  /** Where GRUB's configuration is; absent where there is none. */
  readonly grub?: GrubPlace | undefined;
  /** The mounted EFI system partition. */
  readonly efiPartition?: FilePlace | undefined;
  /** Absent on a system that was not started by EFI firmware. */
  readonly efiVariables?: EfiVariables | undefined;
  /**
   * That firmware which finds nothing else to start comes to systemd-boot on the EFI partition; absent where
   * that is not so, or was not looked at.
   */
  readonly fallbackLoader?: "systemd-boot" | undefined;
  /**
   * Kernels and images that entries of the boot loader specification name and that are not there, or empty,
   * as paths of the host; absent when there are none.
   */
  readonly missing?: readonly string[] | undefined;
  /** Whether systemd is process 1: its units bring the host back from a boot that cannot be reached. */
  readonly systemd: boolean;
  /**
   * Seconds from the start of the kernel to the end of the last boot; absent while it goes on, or where it is
   * not known.
   */
  readonly bootSeconds?: number | undefined;
  /**
   * When the running system was started, and when files were changed that a boot loads: seconds since 1970,
   * by path.
   */
  readonly bootedAt?: number | undefined;
  readonly changedAt: Readonly<Record<string, number>>;
  /** Encrypted devices below the root file system, by name, and whether each is unlocked unattended. */
  readonly encrypted: Readonly<Record<string, boolean>>;
  /**
   * Encrypted devices below GRUB's configuration, by name: GRUB itself asks for a passphrase for each, at
   * every boot. Absent when there are none.
   */
  readonly encryptedMenu?: readonly string[] | undefined;
  /** What is left of a trial on the host; absent when none was begun. */
  readonly record?: TrialRecord | undefined;
  /**
   * Whether a run has left its folder without a record: it was cut off before that was written, or while it
   * was removed. Absent: no.
   */
  readonly leftOver?: boolean | undefined;
  /**
   * The command line that was tried and then made the default one by a transaction which ended without
   * booting it.
   */
  readonly proven?: string | undefined;
  /**
   * The image that this boot has tried, by the path of the host's own that it became, and when it did:
   * seconds since 1970.
   */
  readonly provenImage?: { readonly path: string; readonly at: number } | undefined;
  /** The host's clock: seconds since 1970. */
  readonly now?: number | undefined;
}

/** A folder, and the file system that it is in, as a boot loader sees it. */
export interface FilePlace {
  readonly folder: string;
  readonly mountedAt: string;
  readonly type: string;
  /** As a boot loader searches for it; absent where the host does not tell. */
  readonly uuid?: string | undefined;
  readonly writable: boolean;
  /** What is between the file system and the disk. */
  readonly layer: "plain" | "device-mapper" | "md";
  /** Whether ext4 keeps small files in their inodes, which GRUB 2.06 cannot read. */
  readonly inlineData?: boolean | undefined;
  /**
   * Whether ext4's journal has the content of files, too (data=journal): what GRUB writes past it is undone
   * when it is replayed.
   */
  readonly journalsData?: boolean | undefined;
}

/** Where GRUB's configuration is. */
export interface GrubPlace extends FilePlace {
  /** Whether grub.cfg reads custom.cfg beside it, as the script 41_custom has it. */
  readonly readsCustomFile: boolean;
  /** Whether custom.cfg is a symbolic link, which is not followed. */
  readonly customFileIsLink?: boolean | undefined;
  /** That there is no grub-editenv, which writes what GRUB is to remember. */
  readonly editor?: "missing" | undefined;
}

/** What can be done with variables of the firmware. */
export interface EfiVariables {
  readonly writable: boolean;
  /** Whether the boot loader says that it takes an entry for one boot (LoaderFeatures, bit 3). */
  readonly oneShot: boolean;
  /** The entry that was started. */
  readonly selected?: string | undefined;
}

/** How far a trial has come. */
export interface TrialRecord {
  readonly id: string;
  readonly state: TrialState;
  /** The boot (its id) in which it was armed. */
  readonly bootId: string;
  /** When it was armed: seconds since 1970, by the host's clock. */
  readonly since: number;
  /** Seconds after the start of the trial's user space when the host falls back on its own. */
  readonly seconds: number;
}

/**
 * `staged`: nothing starts it yet. `armed`: the next boot is the trial. `committing`: it was verified, and is
 * being made the default; this always goes on to its end. `fell-back`: the host was started without it since.
 * `rejected`: it was reached, and was not what it should be.
 */
export type TrialState = "staged" | "armed" | "committing" | "fell-back" | "rejected";
