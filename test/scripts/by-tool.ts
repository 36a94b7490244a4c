import { type KernelArguments, tokensOf } from "../../host/kernel/command-line/arguments.ts";
import type { ManagedLoader } from "../../host/kernel/loaders/loader.ts";
import { sha256 } from "../../host/kernel/transaction/managed.ts";
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
