import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { modeOf } from "../../host/boot/transaction/file-mode.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { type KernelArguments, tokensOf } from "../../host/model/command-line/arguments.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import type { FakeHost } from "./fake-host.ts";

export const GPU = "0000:01:00.0";
export const args: KernelArguments = { iommu: "pt", vfio_bind: `${GPU}@1234:1111` };
export const DROP_IN = "etc/default/grub.d/90-pulumi-vfio.cfg";
/** The copy of the drop-in as we wrote it. */
export const OURS = `var/lib/pulumi-vfio/ours/${DROP_IN}`;

/** All instructions of a change, for the host as it is now. */
export function instructions(host: FakeHost, wanted: KernelArguments = args): readonly string[] {
  const files = Object.entries(filesOf(wanted, {}, grub, "/boot")).map(([path, text]) =>
    write(host, path, text),
  );
  return [`function ${GPU}`, ...tokens(wanted), ...files, "overlay", "menu"];
}

export function tokens(wanted: KernelArguments = args): readonly string[] {
  return tokensOf(wanted).map(({ text }) => `token ${text}`);
}

/** The instruction to write one file. */
export function write(host: FakeHost, path: string, text: string): string {
  const seen = host.read(path.slice(1));
  return `file ${modeOf(path)} ${seen === undefined ? "absent" : sha256(seen)} ${path} ${Buffer.from(text).toString("base64")}`;
}

/** The instructions of an undo, for the host as it is now. */
export function removals(host: FakeHost): readonly string[] {
  return Object.keys(filesOf(args, {}, grub, "/boot")).flatMap((path) => {
    const text = host.read(path.slice(1));
    return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
  });
}
