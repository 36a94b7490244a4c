import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseBootLoader } from "../../../../../host/boot/loaders/parse-boot-loader.ts";

const recorded = (name: string) =>
  parseBootLoader(
    readFileSync(new URL(`../../../../cases/boot-loader/${name}.txt`, import.meta.url), "utf8"),
  );

test("Debian 12 with systemd-boot, as recorded", () => {
  const facts = recorded("debian12-systemd-boot");
  const machineId = "de69d3805194e00e8b73b2a563599ac4";
  const folder = `/${machineId}/6.1.0-56-amd64`;
  expect(facts).toEqual({
    loader: "systemd-boot",
    evidence: ["EFI variable LoaderInfo: systemd-boot 252.39-1~deb12u2"],
    entries: [facts.defaultEntry],
    defaultEntry: {
      id: `${machineId}-6.1.0-56-amd64`,
      title: "Debian GNU/Linux 12 (bookworm)",
      kernel: `${folder}/linux`,
      initrds: [`${folder}/initrd.img-6.1.0-56-amd64`],
      commandLine: `root=LABEL=root ro console=tty0 console=ttyS0,115200 no_timer_check quiet systemd.machine_id=${machineId}`,
      source: "kernel-install",
      ofSystem: true,
      hostImage: { path: `/boot/efi${folder}/initrd.img-6.1.0-56-amd64` },
    },
    entriesFolder: "/boot/efi",
    kernelCommandLineFile: "root=LABEL=root ro console=tty0 console=ttyS0,115200 no_timer_check quiet",
    tools: ["bootctl", "kernel-install"],
  });
});

test("Debian 12 with GRUB and dracut, as recorded", () => {
  const { loader, entries, defaultEntry, tools } = recorded("debian12-dracut");
  const commandLine =
    "root=UUID=c7019b05-7576-4344-903a-4b68c628d4a7 ro console=tty0 console=ttyS0,115200 no_timer_check";
  expect({ loader, tools }).toEqual({
    loader: "grub",
    tools: ["update-grub", "grub-mkconfig", "kernel-install"],
  });
  expect(defaultEntry).toMatchObject({
    kernel: "/boot/vmlinuz-6.1.0-56-amd64",
    initrds: ["/boot/initrd.img-6.1.0-56-amd64"],
    commandLine: `${commandLine} quiet`,
    source: "10_linux",
    ofSystem: true,
  });
  expect(entries.map((entry) => entry.commandLine)).toEqual([
    `${commandLine} quiet`,
    `${commandLine} quiet`,
    expect.stringMatching(/ single /),
  ]);
});
