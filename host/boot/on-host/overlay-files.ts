import { readFileSync } from "node:fs";

/** The script that binds functions at boot, from the overlay initrd. */
export const bindScript: string = script("bind");

/** The script that builds the overlay initrd on the host. */
export const buildScript: string = script("build-overlay");

/** What /etc/kernel/postinst.d and postrm.d run when a kernel comes or goes. */
export const kernelHook: string = script("kernel-hook");

function script(name: string): string {
  return readFileSync(new URL(`./scripts/${name}.sh`, import.meta.url), "utf8");
}
