import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { changeScript, undoScript } from "../../host/boot/on-host/programs.ts";

const scripts = { change: changeScript, undo: undoScript };

/** Where the scripts put what is theirs; a name that must be taken literally. */
const TEMPORARY = "t\\mp";

/** Leaves the process id of a run in its host. */
const NOTED = 'echo $$ >"$2/run.pid" && exec sh -c "$1" sh "$2" "$3"';

/** How a run ended. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What a run meets. */
export interface Trouble {
  /** The folder for temporary files. */
  readonly temporary?: string;
  /** A folder of the host that cannot be written, also by root. */
  readonly readOnly?: string;
  /** Seconds to wait for locks that others hold. */
  readonly patience?: number;
}

/** Runs what follows in a mount namespace of its own, in which the folder is read-only. */
function mounted(folder: string): readonly string[] {
  const script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"';
  return ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", folder];
}

/**
 * A folder that looks like the root of a Debian host to the transaction scripts, with programs that act as
 * GRUB's and kmod's do.
 */
export class FakeHost {
  readonly root = mkdtempSync(join(tmpdir(), "host-"));

  constructor() {
    this.put("etc/default/grub", 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"\n');
    this.put("etc/grub.d/10_linux", "#!/bin/sh\n");
    this.put("boot/vmlinuz-6.1.0-1", "kernel");
    this.put("boot/initrd.img-6.1.0-1", "image");
    this.put("lib/modules/6.1.0-1/modules.dep", "");
    this.put("lib/modules/6.1.0-1/vfio.ko", "vfio");
    this.put("lib/modules/6.1.0-1/vfio-pci.ko", "vfio-pci");
    this.put("var/lib/dpkg/lock", "");
    this.put("proc/locks", "");
    for (const folder of [
      "etc/kernel/postinst.d",
      "etc/kernel/postrm.d",
      "etc/modprobe.d",
      "usr/local/lib",
      "run/lock",
      TEMPORARY,
    ]) {
      mkdirSync(join(this.root, folder), { recursive: true });
    }
    this.program("grub-script-check", "exit 0");
    this.program("modprobe", MODPROBE.replaceAll("@ROOT@", this.root));
    this.updateGrub();
  }

  /** Runs one of the transaction scripts with instructions. */
  transact(script: "change" | "undo", instructions: readonly string[], trouble: Trouble = {}): Run {
    return this.script(scripts[script], instructions, trouble);
  }

  /** Runs a script with instructions. While it runs, the file `run.pid` has its process id. */
  script(
    text: string,
    instructions: readonly string[],
    { temporary = join(this.root, TEMPORARY), readOnly, patience = 60 }: Trouble = {},
  ): Run {
    const path = `${join(this.root, "bin")}:/usr/sbin:/usr/bin:/sbin:/bin`;
    const run = ["sh", "-c", NOTED, "sh", text, this.root, `${patience}`];
    const [program = "", ...args] =
      readOnly === undefined ? run : [...mounted(join(this.root, readOnly)), ...run];
    const { status, stdout, stderr } = spawnSync(program, args, {
      input: `${[...instructions, "end"].join("\n")}\n`,
      env: { PATH: path, PULUMI_VFIO_PATH: path, TMPDIR: temporary },
      encoding: "utf8",
    });
    return { code: status, out: stdout, err: stderr };
  }

  /** Runs one of the programs of this host. */
  run(name: string): void {
    const path = `${join(this.root, "bin")}:/usr/sbin:/usr/bin:/sbin:/bin`;
    spawnSync(join(this.root, "bin", name), [], { env: { PATH: path } });
  }

  /** From now on grub-mkconfig makes menus that were changed by a sed script. */
  spoilMenu(spoil: string): void {
    const program = MKCONFIG.replaceAll("@ROOT@", this.root);
    this.program("grub-mkconfig", program.replace('} >"$2"', `} | sed '${spoil}' >"$2"`));
  }

  /** What a kernel package does: the boot menu is made anew, and installed as it is. */
  updateGrub(): void {
    this.program("grub-mkconfig", MKCONFIG.replaceAll("@ROOT@", this.root));
    spawnSync(join(this.root, "bin/grub-mkconfig"), ["-o", join(this.root, "boot/grub/grub.cfg")]);
  }

  put(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string | undefined {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), "utf8") : undefined;
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** Every path below /etc, /boot, /usr and /var with its content. */
  manifest(): Readonly<Record<string, string>> {
    const all = ["etc", "boot", "usr", "var"].flatMap((top) =>
      readdirSync(join(this.root, top), { recursive: true, encoding: "utf8" }).map(
        (path) => `${top}/${path}`,
      ),
    );
    return Object.fromEntries(
      all.sort().map((path) => {
        const { mode } = statSync(join(this.root, path));
        const folder = statSync(join(this.root, path)).isDirectory();
        return [path, `${mode.toString(8)} ${folder ? "" : (this.read(path) ?? "")}`];
      }),
    );
  }

  dispose(): void {
    rmSync(this.root, { recursive: true });
  }

  copyOf(path: string, to: string): void {
    cpSync(join(this.root, path), join(this.root, to));
  }

  program(name: string, body: string): void {
    mkdirSync(join(this.root, "bin"), { recursive: true });
    writeFileSync(join(this.root, "bin", name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
}

/**
 * Reads the settings as grub-mkconfig does, and leaves out early images that do not exist, as 10_linux does.
 */
const MKCONFIG = `
. "@ROOT@/etc/default/grub"
for file in "@ROOT@"/etc/default/grub.d/*.cfg; do [ ! -e "$file" ] || . "$file"; done
early=
for image in $GRUB_EARLY_INITRD_LINUX_CUSTOM; do [ ! -e "@ROOT@/boot/$image" ] || early="$early/boot/$image "; done
mkdir -p "$(dirname "$2")"
{
  echo "### BEGIN /etc/grub.d/10_linux ###"
  echo "menuentry 'Debian' {"
  printf '\\tlinux\\t/boot/vmlinuz-6.1.0-1 root=UUID=x ro %s\\n' "$GRUB_CMDLINE_LINUX_DEFAULT"
  echo "	initrd	$early/boot/initrd.img-6.1.0-1"
  echo "}"
  echo "menuentry 'Debian (recovery mode)' {"
  echo "	linux	/boot/vmlinuz-6.1.0-1 root=UUID=x ro single"
  echo "	initrd	$early/boot/initrd.img-6.1.0-1"
  echo "}"
  echo "### END /etc/grub.d/10_linux ###"
  echo "### BEGIN /etc/grub.d/40_custom ###"
  echo "menuentry 'Other' {"
  echo "	linux	/vmlinuz root=UUID=y"
  echo "	initrd	/initrd"
  echo "}"
  echo "### END /etc/grub.d/40_custom ###"
} >"$2"`;

const MODPROBE = `
case "$*" in
  *--show-depends*)
    echo "insmod @ROOT@/lib/modules/6.1.0-1/vfio.ko "
    echo "insmod @ROOT@/lib/modules/6.1.0-1/vfio-pci.ko disable_idle_d3=1"
    ;;
esac`;
