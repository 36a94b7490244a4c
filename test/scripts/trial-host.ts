import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { TrialMeans } from "../../host/boot/loaders/contract/trial-means.ts";
import { grubMeans } from "../../host/boot/loaders/grub/trial.ts";
import { armScript, disarmScript } from "../../host/boot/on-host/programs.ts";
import { armInstructions, type Trial } from "../../host/boot/trial/arm-instructions.ts";
import { trialEntry } from "../../host/boot/trial/trial-entry.ts";
import { parseToken } from "../../host/model/command-line/command-line.ts";
import type { BootEntry } from "../../host/model/facts/boot-loader-facts.ts";
import { instructions, removals, tokens } from "./boot-instructions.ts";
import { FakeHost, type Run, type Trouble } from "./fake-host.ts";
import { beginPower, cutPower, notingSync } from "./power-cut.ts";

export const BASE: BootEntry = {
  title: "Debian",
  kernel: "/boot/vmlinuz-6.1.0-1",
  commandLine: "root=UUID=x ro quiet",
  initrds: ["/boot/initrd.img-6.1.0-1"],
};
const GRUB: TrialMeans = grubMeans({
  name: "grub",
  environment: { uuid: "0b57-aa11", path: "/boot/grub/pulumi-vfio.env" },
  file: "/boot/grub/pulumi-vfio.env",
  folder: "/boot/grub",
});
/** GRUB on LVM: the word is on the EFI partition. */
export const GRUB_EFI: TrialMeans = grubMeans({
  name: "grub-efi",
  environment: { uuid: "ABCD-0123", path: "/EFI/pulumi-vfio/env" },
  file: "/boot/efi/EFI/pulumi-vfio/env",
  folder: "/boot/grub",
});
export const ID = "0badcafe";
const OTHER_BOOT = "11111111-1111-4111-8111-111111111111";
const STATE = "var/lib/pulumi-vfio/trial";

/** A host on which boots are tried, with programs that act as GRUB's and systemd-boot's do. */
export class TrialHost extends FakeHost {
  constructor() {
    super();
    this.put("proc/cmdline", `${BASE.commandLine}\n`);
    this.put("proc/sys/kernel/panic", "0\n");
    this.put("proc/sys/kernel/random/boot_id", `${OTHER_BOOT}\n`);
    this.put("etc/systemd/system/of-others.service", "[Unit]\n");
    this.program("grub-editenv", EDITENV);
    this.program("sync", SYNC);
    this.program("bootctl", BOOTCTL.replaceAll("@VARIABLES@", join(this.root, VARIABLES)));
  }

  /** Plans the trial of a change, or of an undo, for the host as it is now. */
  trial(kind: Trial["kind"] = "change", means = GRUB): Trial {
    const change = kind === "change";
    const own = change ? tokens().map((line) => parseToken(line.slice("token ".length))) : [];
    return {
      id: ID,
      means,
      seconds: 180,
      kind,
      payload: change ? ["copies", ...instructions(this)] : removals(this),
      entry: trialEntry(BASE, { id: ID, without: [], tokens: own, overlay: change }),
      proven: "root=UUID=x ro quiet iommu=pt",
      overlay: change ? "/boot/vfio/trial.cpio" : undefined,
    };
  }

  arm(trial = this.trial(), trouble?: Trouble): Run {
    return this.script(armScript, armInstructions(trial), trouble);
  }

  disarm(...words: readonly string[]): Run {
    return this.script(disarmScript, words);
  }

  /** Carries out what the host has kept of a confirmed trial. */
  commit(): Run {
    return this.script('exec sh "$1/@/commit" "$1" <"$1/@/instructions"'.replaceAll("@", STATE), []);
  }

  /** What the recovery unit does at a boot, where there is one. */
  recover(trouble?: Trouble): Run {
    return this.script(this.recovers ? `exec sh "$1/${STATE}/recover" "$1"` : "", [], trouble);
  }

  /** Whether a boot would do something about a trial. */
  get recovers(): boolean {
    return this.read(`${STATE}/record`) !== undefined && this.read(RECOVER) !== undefined;
  }

  /** Starts the host anew: as the trial, or without it. */
  boot(tried: boolean): void {
    this.put("proc/cmdline", `${BASE.commandLine}${tried ? ` pulumi_vfio_trial=${ID} panic=30` : ""}\n`);
    this.put("proc/sys/kernel/panic", tried ? "30\n" : "0\n");
    if (this.confirmed) this.remove("run/pulumi-vfio");
  }

  get confirmed(): boolean {
    return this.read("run/pulumi-vfio/confirmed") !== undefined;
  }

  get state(): string | undefined {
    return /^state (.*)$/m.exec(this.read(`${STATE}/record`) ?? "")?.[1];
  }

  /** A variable of the boot loader interface. */
  variable(name: string): string | undefined {
    return this.read(`${VARIABLES}/${name}-${VENDOR}`)?.slice(4).replaceAll("\0", "");
  }

  /** Paths that are not as in a manifest. */
  differing(before: Readonly<Record<string, string>>): readonly string[] {
    const now = this.manifest();
    return Object.keys({ ...before, ...now }).filter((path) => before[path] !== now[path]);
  }

  /**
   * What a run leaves that is killed before each of its steps in turn, and one that comes to its end, on the
   * host as it is now. It runs once: the host is copied at every step, a call of a program that changes files
   * of the host, or those below one folder (`below`). With `power`, what was not brought to the disks is lost
   * as well.
   */
  atEveryStep(run: () => Run, then: (step: number) => void, { power = false, below = "[a-z]*" } = {}): void {
    const kept = mkdtempSync(join(tmpdir(), "host-"));
    this.#keepSteps(kept, below, power);
    expect(run()).toMatchObject({ code: 0, err: "" });
    const steps = Number(this.read("step"));
    spawnSync("cp", ["-a", this.root, join(kept, `${steps + 1}`)]);
    expect(steps).toBeGreaterThan(10);
    for (let step = 1; step <= steps + 1; step++) {
      this.dispose();
      renameSync(join(kept, `${step}`), this.root);
      for (const name of PROGRAMS) this.remove(`bin/${name}`);
      this.program("sync", SYNC);
      if (power && step <= steps) cutPower(this.root);
      then(step);
    }
    rmSync(kept, { recursive: true });
  }

  #keepSteps(kept: string, below: string, power: boolean): void {
    this.put("step", "0\n");
    if (power) beginPower(this.root);
    for (const name of PROGRAMS) {
      const body = name !== "sync" ? `exec /usr/bin/${name} "$@"` : power ? notingSync : SYNC;
      const text = `${KEEPER.replace("@KEPT@", kept).replace("@BELOW@", below)}${body}`;
      this.program(name, text.replaceAll("@ROOT@", this.root));
    }
  }
}

/** systemd starts a unit that something wants. */
const RECOVER = "etc/systemd/system/multi-user.target.wants/pulumi-vfio-recover.service";
const PROGRAMS = ["cp", "mv", "rm", "sync", "ln", "rmdir", "chmod"];

/** Calls for temporary files do not count, nor those in a mount namespace, of which nothing is left. */
const KEEPER = `
[ "\${IN_PLACE-no}" = yes ] || case "$*" in
  *"@ROOT@"/@BELOW@/*)
    read -r step <"@ROOT@/step"
    step=$((step + 1))
    echo "$step" >"@ROOT@/step"
    /usr/bin/cp -a "@ROOT@" "@KEPT@/$step"
    ;;
esac
`;

/** Does not wait for the disks of this machine. */
const SYNC = 'for file; do [ -e "$file" ] || [ "$file" = -f ] || exit 1; done';

const EDITENV = `
case $2 in
  create) echo "# GRUB Environment Block" >"$1" ;;
  set) echo "$3" >>"$1" ;;
esac`;

const VARIABLES = "sys/firmware/efi/efivars";
const VENDOR = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

/** Variables are four bytes with attributes, and text in UTF-16. */
const BOOTCTL = `
case $1 in set-default) name=Default ;; set-oneshot) name=OneShot ;; *) exit 1 ;; esac
file=@VARIABLES@/LoaderEntry$name-${VENDOR}
if [ -n "$2" ]; then { printf '\\007\\000\\000\\000'; printf '%s' "$2" | sed 's/./&\\x00/g'; } >"$file"; else rm -f "$file"; fi`;
