import type { StateHost } from "./host.ts";
import { HostTree, NEW_RELEASE } from "./host-tree.ts";
import { grubFile } from "./ingredients.ts";
import { addEntry, pathsOfEntry, withOption } from "./loader-entries.ts";
import { menuOf } from "./menu.ts";
import type { HostState, Meanwhile } from "./state.ts";
import { setSysctl } from "./sysctls.ts";

/** What others do while the configuration is there. Returns the paths that they changed or made. */
export async function meddleAll(
  host: StateHost,
  meanwhile: readonly Meanwhile[],
  state: HostState,
): Promise<readonly string[]> {
  const theirs: string[] = [];
  for (const one of meanwhile) theirs.push(...(await meddle(host, one, state)));
  return theirs;
}

/** The setting that others change, and what they make it. */
export const THEIR_SYSCTL = { "vm.swappiness": "33" } as const;

async function meddle(
  { root, exec }: StateHost,
  meanwhile: Meanwhile,
  state: HostState,
): Promise<readonly string[]> {
  const tree = new HostTree(root);
  const put = (path: string, text: string) => {
    tree.put(path, text);
    return [path];
  };
  switch (meanwhile) {
    case "new-kernel": {
      const paths = tree.addKernel("meanwhile");
      if (state.loader === "systemd-boot") {
        await exec(addEntry(NEW_RELEASE));
        return [...paths, ...pathsOfEntry(state, NEW_RELEASE)];
      }
      const hook = "/etc/kernel/postinst.d/pulumi-vfio";
      await exec(
        `depmod ${NEW_RELEASE}; [ ! -x ${hook} ] || ${hook} ${NEW_RELEASE}; update-grub 2>/dev/null`,
      );
      return paths;
    }
    case "edit-grub": {
      const grub = { ...state.grub, linux: [...state.grub.linux, "added=1"] };
      return put("/etc/default/grub", grubFile({ ...state, grub }));
    }
    case "drop-in":
      return put("/etc/default/grub.d/70-theirs.cfg", 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX theirs=1"\n');
    case "modprobe-file":
      return put("/etc/modprobe.d/theirs.conf", "blacklist pcspkr\n");
    case "our-drop-in": {
      const path = "/etc/default/grub.d/90-pulumi-vfio.cfg";
      return put(path, `${tree.read(path)}GRUB_TIMEOUT=7\n`);
    }
    case "update-grub":
      if (state.loader === "grub") await exec("update-grub 2>/dev/null");
      return [];
    case "edit-entry": {
      if (state.loader === "grub") return [];
      const [path = ""] = menuOf(root, state).files;
      return put(path, withOption(tree.read(path)));
    }
    case "sysctl":
      for (const [name, value] of Object.entries(THEIR_SYSCTL)) setSysctl(root, name, value);
      return [];
  }
}
