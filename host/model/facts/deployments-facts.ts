/** What rpm-ostree is going to start, and what it is doing. */
export interface DeploymentFacts {
  /** What is being done now, as rpm-ostree calls it; absent = nothing. */
  readonly busyWith?: string | undefined;
  /** Whether the deployment that is started next is not the running one. */
  readonly isPending: boolean;
  /** Whether it is put into the boot entries only when the system goes down. */
  readonly isStaged: boolean;
  readonly commandLine: string;
  /** Release of its kernel; absent = unknown. */
  readonly kernel?: string | undefined;
  /**
   * What dracut is given when the initramfs is made on this host for every deployment; absent = it comes with
   * the tree.
   */
  readonly initramfsArguments?: readonly string[] | undefined;
  /**
   * Whether its initramfs has the module vfio-pci; absent = not looked at (nothing asks for it), or unknown.
   */
  readonly hasVfioPci?: boolean | undefined;
}
