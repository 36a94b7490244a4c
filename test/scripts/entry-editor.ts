import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { FakeHost } from "./fake-host.ts";

const SCRIPT = fileURLToPath(new URL("../../host/boot/loaders/scripts/edit-entries.sh", import.meta.url));
const OURS = "usr/local/lib/pulumi-vfio";

/** A host with boot loader entries, and the script that edits them. */
export class EntryHost extends FakeHost {
  readonly #boot: string;

  /** `boot`: the folder with loader/entries, without the slash before it. */
  constructor(boot: string) {
    super();
    this.#boot = boot;
    this.put("etc/machine-id", "0123\n");
    this.put(`${OURS}/boot-folder`, `/${boot}\n`);
    this.want("intel_iommu=on", "iommu=pt", "vfio_bind=0000:01:00.0@1234:1111");
  }

  want(...tokens: readonly string[]): void {
    this.put(`${OURS}/arguments`, `${tokens.join("\n")}\n`);
  }

  putEntry(name: string, text: string): void {
    this.put(this.pathOf(name), text);
  }

  entry(name: string): string {
    return this.read(this.pathOf(name)) ?? "";
  }

  pathOf(name: string): string {
    return `${this.#boot}/loader/entries/${name}.conf`;
  }

  /** `room`: how large a file may get, in blocks of 512 bytes. */
  edit(what: "add" | "remove", room = "unlimited"): { readonly code: number | null; readonly err: string } {
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", 'ulimit -f "$1" && exec sh "$2" "$3"', "sh", room, SCRIPT, what],
      {
        env: { PATH: `${this.root}/bin:/usr/sbin:/usr/bin:/sbin:/bin`, PULUMI_VFIO_ROOT: this.root },
        encoding: "utf8",
      },
    );
    return { code: status, err: stderr };
  }
}
