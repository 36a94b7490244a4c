import { afterAll, expect, test } from "vitest";
import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { grubMeans } from "../../host/boot/loaders/grub/trial.ts";
import { bindScript } from "../../host/boot/on-host/overlay-files.ts";
import { armScript, disarmScript } from "../../host/boot/on-host/programs.ts";
import { dracut } from "../../host/boot/tools/dracut.ts";
import { initramfsTools } from "../../host/boot/tools/initramfs-tools.ts";
import type { InitramfsTool } from "../../host/boot/tools/tool.ts";
import { modeOf } from "../../host/boot/transaction/file-mode.ts";
import { armInstructions, type Trial } from "../../host/boot/trial/arm-instructions.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { paths } from "../../host/model/managed-paths.ts";
import { type StateHost, startHost } from "./host.ts";
import { HostTree } from "./host-tree.ts";
import { changedPaths, manifestOf } from "./manifest.ts";
import { plainState } from "./plain-state.ts";
import { ensureTree } from "./tree.ts";

/** Images for a trial, which the real tools make of files that are not in their places. */
const tools: readonly (readonly [InitramfsTool, string, string])[] = [
  [initramfsTools, ":", 'unmkinitramfs "$1" .'],
  [
    dracut,
    "rm /usr/sbin/mkinitramfs /usr/sbin/update-initramfs /etc/kernel/postinst.d/initramfs-tools",
    'lsinitrd --unpack "$1"',
  ],
];

const tree = await ensureTree({ onProgress: (line) => process.stderr.write(`${line}\n`) });
const hosts: StateHost[] = [];
afterAll(() => Promise.all(hosts.map((host) => host.stop())));

test.each(tools)(
  "$name makes the image of a trial with the script in it, and nothing else of the host changes",
  async (tool, prepare, unpack) => {
    const host = await startHost(tree, plainState);
    hosts.push(host);
    await host.exec(prepare);
    const start = manifestOf(host.root);
    const kernel = (await host.exec("cd /boot; ls vmlinuz-* | sed s/^vmlinuz-// | head -n 1")).trim();
    await run(host, armScript, armInstructions(trialOf(tool, kernel)));
    const changed = changedPaths(start, manifestOf(host.root)).filter((path) => !OF_TRIAL.test(path));
    expect(changed, "changed beside the trial").toEqual([]);
    const look = `set -- /boot/vfio/trial.img; rm -rf /var/tmp/look; mkdir /var/tmp/look; cd /var/tmp/look; ${unpack}`;
    const inside = await host.exec(
      `{ ${look}; } >/dev/null; cat "$(find . -path '*vfio/bind')"; find . -name vfio-pci.ko; rm -rf /var/tmp/look`,
    );
    expect(inside.startsWith(bindScript)).toBe(true);
    expect(inside.slice(bindScript.length)).toMatch(/\/vfio-pci\.ko\n$/);
    await run(host, disarmScript, ["forget"]);
    expect(changedPaths(start, manifestOf(host.root)), "left of the trial").toEqual([]);
  },
  300_000,
);

/** What a trial is made of, all of it its own. */
const OF_TRIAL =
  /^\/(?:boot\/vfio|boot\/grub\/(?:custom\.cfg|pulumi-vfio\.env)|var\/lib\/pulumi-vfio|etc\/systemd\/system\/(?:[a-z-]+\.target\.wants\/)?pulumi-vfio-|etc\/systemd\/system\/[a-z-]+\.target\.wants$)/;

function trialOf(tool: InitramfsTool, kernel: string): Trial {
  const files = filesOf({ vfio_bind: "0000:01:00.0@10de:1b80" }, {}, grub, "/boot", tool);
  const payload = Object.entries(files).map(
    ([path, text]) => `file ${modeOf(path)} absent ${path} ${Buffer.from(text).toString("base64")}`,
  );
  expect(Object.keys(files)).toContain(paths.bind);
  const path = `/boot/initrd.img-${kernel}`;
  return {
    id: "0badcafe",
    means: grubMeans({
      name: "grub",
      environment: { uuid: "0b57-aa11", path: "/boot/grub/pulumi-vfio.env" },
      file: "/boot/grub/pulumi-vfio.env",
      folder: "/boot/grub",
    }),
    seconds: 180,
    kind: "change",
    payload,
    entry: {
      id: "pulumi-vfio-trial-0badcafe",
      title: "x",
      kernel: `/boot/vmlinuz-${kernel}`,
      commandLine: "root=/dev/vda2",
      initrds: ["/boot/vfio/trial.img"],
    },
    image: { how: "build", path, kernel, tool: tool.name, file: "/boot/vfio/trial.img" },
    proven: "root=/dev/vda2",
  };
}

async function run(host: StateHost, script: string, instructions: readonly string[]): Promise<void> {
  const inside = new HostTree(host.root);
  inside.put("/run/script", script);
  inside.put("/run/instructions", `${[...instructions, "end"].join("\n")}\n`);
  await host.exec("sh /run/script </run/instructions");
}
