// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.
/** Own commands before and after everything else. */
export interface WorkstationCommands {
  /** Commands that run before anything else is done to the host. */
  readonly before?: readonly WorkstationCommand[] | undefined;
  /** Commands that run when everything else is done. */
  readonly after?: readonly WorkstationCommand[] | undefined;
}

/** A command that runs on the host, as the user who logs in. */
export interface WorkstationCommand {
  /** Its identity: lower-case letters, digits and dashes. */
  readonly name: string;
  /** Command that runs when it is new, and when it or `triggers` changes. */
  readonly create: string;
  /** Command that runs when it is removed. */
  readonly delete?: string | undefined;
  /** Values whose change runs it again. */
  readonly triggers?: readonly unknown[] | undefined;
}

/** A disk that is a volume of the pool. */
export interface GuestVolume {
  /** What the guest keeps on it, such as `system`. The file is called `<guest>-<name>.<format>`. */
  readonly name: string;
  /** Size that the guest sees, with unit: `100 GiB`. It can be raised later. */
  readonly capacity: string;
  /** Format of the image. Default `qcow2`. */
  readonly format?: "qcow2" | "raw" | undefined;
  /** How it is connected. Default `virtio`. */
  readonly bus?: "virtio" | "sata" | "scsi" | "usb" | undefined;
  /** Position in the boot order; 1 is tried first. Default: libvirt's order. */
  readonly bootOrder?: number | undefined;
  /**
   * Whether to adopt an image of that name that exists already, such as one that a destroy kept, with its
   * content. Default false: it is refused.
   */
  readonly adopt?: boolean | undefined;
  /** Whether destroying also deletes the data. Default false: the file stays. */
  readonly deleteData?: boolean | undefined;
}
