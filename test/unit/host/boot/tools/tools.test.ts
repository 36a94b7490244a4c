import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseInitramfs } from "../../../../../host/boot/tools/initramfs-reader.ts";

const cases: [name: string, lines: string[], tool: string][] = [
  [
    "Debian",
    ["command update-initramfs", "command mkinitramfs", "hook /etc/kernel/postinst.d/initramfs-tools"],
    "initramfs-tools",
  ],
  [
    "Fedora",
    ["command dracut", "file /etc/dracut.conf", "hook /usr/lib/kernel/install.d/50-dracut.install"],
    "dracut",
  ],
  ["Arch", ["command mkinitcpio", "hook /usr/share/libalpm/hooks/90-mkinitcpio-install.hook"], "mkinitcpio"],
  [
    "both installed, one hooked",
    ["command mkinitramfs", "command dracut", "hook /etc/kernel/postinst.d/dracut"],
    "dracut",
  ],
  [
    "both hooked",
    ["command mkinitcpio", "command dracut", "hook /a/90-mkinitcpio-install.hook", "hook /a/90-dracut.hook"],
    "unknown",
  ],
  [
    "both hooked, one chosen",
    ["command mkinitcpio", "command dracut", "hook /a/mkinitcpio", "hook /a/dracut", "generator dracut"],
    "dracut",
  ],
  ["a hook left behind", ["command dracut", "hook /etc/kernel/postinst.d/initramfs-tools"], "dracut"],
  ["another tool", ["command booster"], "unknown"],
  ["nothing", [], "unknown"],
];
test.for(cases)("%s", ([, lines, tool]) => {
  const facts = parseInitramfs(lines.join("\n"));
  expect(facts.tool).toBe(tool);
  expect(facts.evidence).not.toEqual([]);
});

const recorded = [
  ["debian12-systemd-boot", "initramfs-tools", ["mkinitramfs", "/etc/kernel/postinst.d/initramfs-tools"]],
  ["debian12-dracut", "dracut", ["dracut", "/etc/kernel/postinst.d/dracut"]],
] as const;
test.for(recorded)("%s, as recorded, has %s", ([name, tool, evidence]) => {
  const text = readFileSync(new URL(`../../../../cases/initramfs/${name}.txt`, import.meta.url), "utf8");
  expect(parseInitramfs(text)).toEqual({ tool, evidence });
});
