import * as pulumi from "@pulumi/pulumi";
import type { Domain } from "./generated/domain.ts";
import { HostKernel } from "./generated/host-kernel.ts";
import { Packages } from "./generated/packages.ts";
import { Provider, type ProviderArgs } from "./generated/provider.ts";
import { StoragePool } from "./generated/storage-pool.ts";
import type { WorkstationArgs } from "./workstation-args.ts";
import { commandLogin, ownCommands } from "./workstation-commands.ts";
import { guestOf } from "./workstation-guest.ts";
import { summaryOf } from "./workstation-summary.ts";

/**
 * A workstation whose spare card belongs to a guest: packages, boot configuration with at most one verified
 * reboot, storage pool, disks and the domain with the card's functions on one slot and shared memory for
 * Looking Glass.
 *
 *     const ws1 = new Workstation("ws1", {
 *       connection: { host: "ws1" },
 *       kernel: { devices: ["auto"], reboot: "auto" },
 *       guest: { name: "win11", memory: "16 GiB", vcpus: 8, disks: [{ name: "system", capacity: "100 GiB" }] },
 *     });
 */
export class Workstation extends pulumi.ComponentResource {
  /** The host's provider, for more resources on it. */
  readonly provider: Provider;
  readonly packages: Packages | undefined;
  readonly kernel: HostKernel;
  /** Absent without a guest. */
  readonly pool: StoragePool | undefined;
  /** Absent without a guest. */
  readonly domain: Domain | undefined;
  /** libvirt's connection URI of the host, for other tools. */
  readonly libvirtUri: pulumi.Output<string>;
  /** What is true on the host now, in lines for the user. */
  readonly summary: pulumi.Output<readonly string[]>;

  constructor(name: string, args: WorkstationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vfio:index:Workstation", name, {}, opts);
    const { connection, packages = {}, kernel, pool, guest, commands = {} } = args;
    const login = commandLogin(commands, connection);
    this.provider = new Provider(name, connection, { parent: this });
    const after = (dependsOn: readonly pulumi.Resource[]): pulumi.CustomResourceOptions => ({
      parent: this,
      provider: this.provider,
      dependsOn: [...dependsOn],
    });
    const own = { name, login, parent: this };

    const before = ownCommands("before", commands.before, { ...own, dependsOn: [] });
    this.packages =
      packages === false
        ? undefined
        : new Packages(name, { forPassthrough: true, ...packages }, after(before));
    const prepared = this.packages === undefined ? before : [this.packages];
    this.kernel = new HostKernel(name, { devices: ["auto"], ...kernel }, after(prepared));
    if (guest !== undefined) {
      const place = { name: "vfio", path: "/var/lib/libvirt/vfio", ...pool };
      this.pool = new StoragePool(name, place, after([...prepared, this.kernel]));
      this.domain = guestOf(name, guest, { pool: this.pool, kernel: this.kernel, after });
    }
    ownCommands("after", commands.after, { ...own, dependsOn: [this.domain ?? this.kernel] });

    this.libvirtUri = pulumi.output(connection).apply(libvirtUriOf);
    this.summary = summaryOf(this);
    this.registerOutputs({ libvirtUri: this.libvirtUri, summary: this.summary });
  }
}

/** qemu+ssh is libvirt's own way in; it reads the same ssh configuration. */
function libvirtUriOf({ host, user, port }: pulumi.Unwrap<ProviderArgs>): string {
  const login = user === undefined ? host : `${user}@${host}`;
  return `qemu+ssh://${login}${port === undefined ? "" : `:${port}`}/system`;
}
