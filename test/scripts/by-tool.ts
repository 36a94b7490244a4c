import type { ManagedLoader } from "../../host/boot/loaders/contract/loader.ts";
import { type KernelArguments, tokensOf } from "../../host/model/command-line/arguments.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { args, GPU, write } from "./boot-instructions.ts";
import type { FakeHost } from "./fake-host.ts";

/** Our arguments as they are on a command line. */
export const GROUP = `iommu=pt vfio_bind=${GPU}@1234:1111`;
const ARGUMENTS = "/usr/local/lib/pulumi-vfio/arguments";

/** Gives arguments to the program that owns the boot entries. */
export function change(host: FakeHost, loader: ManagedLoader, wanted: KernelArguments = args) {
  const files = Object.entries(loader.files(wanted, "/boot", "rebuild"));
  return host.transact("change", [
    "boot /boot",
    "binding rebuild",
    `function ${GPU}`,
    ...tokensOf(wanted).map(({ text }) => `token ${text}`),
    ...files.map(([path, text]) => write(host, path, text)),
    loader.instruction,
  ]);
}

/** Takes them away. */
export function undo(host: FakeHost) {
  const text = host.read(ARGUMENTS.slice(1));
  return host.transact("undo", [
    "boot /boot",
    ...(text === undefined ? [] : [`remove ${sha256(text)} ${ARGUMENTS}`]),
  ]);
}

/**
 * Lets the next run end by force before its step with this number that concerns the file of the program or
 * what is known of it. Every other run is left alone.
 */
export function killAtStep(host: FakeHost, step: number): void {
  host.put("step", `${step}`);
  for (const name of ["cp", "mv", "rm", "sync"]) {
    host.program(name, KILLER.replaceAll("@ROOT@", host.root).replaceAll("@NAME@", name));
  }
}

/** The run is the outermost shell, the program its child or that of a shell between. */
const KILLER = `
case "$*" in
  */by-tool* | */entries-due* | */pulumi-vfio/kargs* | */etc/kernel/*cmdline* | */etc/kernelstub*)
    read -r left <"@ROOT@/step" || :
    left=$((left - 1))
    echo "$left" >"@ROOT@/step"
    if [ "$left" = 0 ]; then
      run=$PPID
      while above=$(ps -o ppid= -p "$run" | tr -d ' ') && [ "$(ps -o comm= -p "$above")" = sh ]; do run=$above; done
      kill -9 "$run"
      exit 1
    fi
    ;;
esac
exec /usr/bin/@NAME@ "$@"`;
