import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../toolchain/local/command.ts";
import { findFirmware } from "../machine/firmware.ts";
import type { MachinePaths } from "../machine/paths.ts";
import { freePort } from "../machine/port.ts";
import { powerDown, startMachine, switchOff } from "../machine/process.ts";
import { type Login, ssh, waitForLogin } from "../machine/ssh.ts";
import { knownHostsLine, sshConfig } from "../machine/ssh-config.ts";
import { standardMachine } from "../machine/variants.ts";
import { type Part, prepareScript } from "./parts.ts";
import { contentsDir } from "./recipe.ts";
import type { ImageOptions } from "./record.ts";

export interface Preparation {
  /** `disk` is the raw disk; `vars` is made here. */
  readonly paths: MachinePaths;
  /** Holds vmlinuz and initrd. */
  readonly bootDir: string;
  readonly parts: readonly Part[];
  readonly logPath: string;
  readonly options: ImageOptions;
}

const ALIAS = "image";

/**
 * Boots the disk once without its boot loader, lets the system finish its own installation, and shuts it
 * down.
 */
export async function prepareImage({ paths, bootDir, parts, logPath, options }: Preparation): Promise<void> {
  const { onProgress, signal } = options;
  const firmware = findFirmware();
  const format = ["convert", "-f", "raw", "-O", "qcow2"];
  await run("qemu-img", [...format, firmware.varsTemplate, paths.vars], { signal });
  const sshPort = await freePort();
  const login = writeLogin(paths, sshPort);
  const machine = {
    name: ALIAS,
    paths,
    variants: standardMachine,
    firmwareCode: firmware.code,
    sshPort,
    diskFormat: "raw",
    directBoot: {
      kernel: join(bootDir, "vmlinuz"),
      initrd: join(bootDir, "initrd"),
      append: "root=LABEL=root ro console=ttyS0,115200 no_timer_check",
    },
  } as const;
  await startMachine(machine, signal);
  try {
    await waitForLogin(login, { paths, signal, ...(onProgress && { onProgress }) });
    const script = prepareScript(readFileSync(join(contentsDir, "prepare.sh"), "utf8"), parts);
    const onLine = (line: string): void => {
      if (line.startsWith("step: ")) onProgress?.(`building the image: ${line.slice("step: ".length)}`);
    };
    await ssh(login, ["sh", "-s"], { input: script, onLine, logPath, signal, timeoutMs: 1_800_000 });
    await powerDown(paths, { graceMs: 180_000, signal, ...(onProgress && { onProgress }) });
  } finally {
    await switchOff(paths);
  }
}

function writeLogin(paths: MachinePaths, port: number): Login {
  const configPath = join(paths.dir, "ssh_config");
  writeFileSync(paths.knownHosts, knownHostsLine(port, readFileSync(`${paths.hostKey}.pub`, "utf8")));
  const target = {
    alias: ALIAS,
    user: "root",
    port,
    identityFile: paths.clientKey,
    knownHostsFile: paths.knownHosts,
  };
  writeFileSync(configPath, sshConfig([target]));
  return { configPath, alias: ALIAS };
}
