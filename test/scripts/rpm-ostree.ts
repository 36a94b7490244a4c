import { rpmOstree } from "../../host/boot/loaders/rpm-ostree/manage.ts";
import { type KernelArguments, tokensOf } from "../../host/model/command-line/arguments.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { GPU, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

/**
 * What the deployment that is started next has: a line of arguments, and what dracut is given for its
 * initramfs (`off`: nothing is made).
 */
export const KARGS = "ostree/kargs";
export const INITRAMFS = "ostree/initramfs";
/** What a run is told that lets the initramfs have vfio-pci, on a host that made none before. */
export const ENABLE = `initramfs disabled enable ${["--force-drivers", "vfio-pci"].map((word) => Buffer.from(word).toString("base64")).join(" ")}`;

export const early: KernelArguments = {
  iommu: "pt",
  "rd.driver.pre": "vfio-pci",
  "vfio-pci.ids": "1234:1111",
  vfio_bind: `${GPU}@1234:1111`,
};

/**
 * A host with a small program that treats arguments as rpm-ostree does: words that are there are not added,
 * and one at a time is removed.
 */
export class FakeDeployments extends FakeHost {
  constructor() {
    super();
    this.put(KARGS, "root=UUID=1 ostree=/ostree/boot.1/x/0 rhgb quiet\n");
    this.put(INITRAMFS, "off\n");
    this.program("rpm-ostree", RPM_OSTREE.replaceAll("@ROOT@", this.root));
  }

  /** From now on the program fails in the command with this name. */
  failAt(command: "kargs" | "initramfs"): void {
    const fail = `case "$1 $2" in "${command} --"*) echo "error: Transaction in progress" >&2; exit 1 ;; esac`;
    this.program("rpm-ostree", `${fail}\n${RPM_OSTREE.replaceAll("@ROOT@", this.root)}`);
  }

  /**
   * Lets the next run end by force at a call of the program: odd numbers before it has done anything, even
   * ones when it has. 0: at none.
   */
  killAtCall(step: number): void {
    this.put("call", `${step}`);
    this.program("rpm-ostree-itself", RPM_OSTREE.replaceAll("@ROOT@", this.root));
    this.program("rpm-ostree", KILLER.replaceAll("@ROOT@", this.root));
  }

  works(): void {
    this.program("rpm-ostree", RPM_OSTREE.replaceAll("@ROOT@", this.root));
  }
}

const RPM_OSTREE = `
command=$1
shift
if [ "$command" = initramfs ]; then
  case $1 in
    --disable) echo off ;;
    --enable) shift; for word in "$@"; do printf '%s ' "\${word#--arg=}"; done; echo ;;
    *) exit 2 ;;
  esac >"@ROOT@/ostree/initramfs"
  exit
fi
[ "$command" = kargs ] || exit 2
read -r line <"@ROOT@/ostree/kargs"
[ $# -gt 0 ] || { printf '%s\\n' "$line"; exit; }
for option in "$@"; do
  word=\${option#*=}
  case $option in
    --append-if-missing=*) case " $line " in *" $word "*) ;; *) line="$line $word" ;; esac ;;
    --delete-if-present=*)
      case " $line " in
        *" $word "*) line=" $line "; line="\${line%%" $word "*} \${line#*" $word "}"; line=\${line# }; line=\${line% } ;;
      esac
      ;;
    *) exit 2 ;;
  esac
done
printf '%s\\n' "$line" >"@ROOT@/ostree/kargs"`;

/** The run is the outermost shell above the program. */
const KILLER = `
count() {
  read -r left <"@ROOT@/call" || :
  left=$((left - 1))
  echo "$left" >"@ROOT@/call"
  [ "$left" = 0 ] || return 0
  run=$PPID
  while above=$(ps -o ppid= -p "$run" | tr -d ' ') && [ "$(ps -o comm= -p "$above")" = sh ]; do run=$above; done
  kill -9 "$run"
  exit 1
}
count
"@ROOT@/bin/rpm-ostree-itself" "$@"
code=$?
count
exit $code`;

/** Gives arguments to rpm-ostree. */
export function change(host: FakeHost, wanted: KernelArguments, more: readonly string[] = []) {
  const files = Object.entries(rpmOstree.files(wanted, "/boot", "ids"));
  return host.transact("change", [
    "binding rebuild",
    `function ${GPU}`,
    ...tokensOf(wanted).map(({ text }) => `token ${text}`),
    ...files.map(([path, text]) => write(host, path, text)),
    "deployment",
    ...more,
  ]);
}

/** Takes them away. */
export function undo(host: FakeHost, more: readonly string[] = []) {
  const removals = Object.keys(rpmOstree.files(early, "/boot", "ids")).flatMap((path) => {
    const text = host.read(path.slice(1));
    return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
  });
  return host.transact("undo", [...removals, ...more]);
}
