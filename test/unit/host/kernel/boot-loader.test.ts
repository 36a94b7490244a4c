import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bootLoaderReader } from "../../../../host/kernel/entries/boot-loader.ts";
import { parseBootLoader } from "../../../../host/kernel/entries/parse-boot-loader.ts";

const GRUB_CFG = String.raw`
menuentry 'Linux' --class gnu-linux $menuentry_id_option 'simple' {
	linux	/vmlinuz-6.8 root=UUID=1 ro quiet "dyndbg=file a b"
	initrd	/early.cpio /initrd.img-6.8
}
submenu 'Advanced options' $menuentry_id_option 'advanced' {
	menuentry 'Linux 6.8, it'\''s new' --class x $menuentry_id_option '6.8-advanced' {
		linux	/vmlinuz-6.8 root=UUID=1 ro quiet
		initrd	/initrd.img-6.8
	}
	menuentry 'Linux 6.5' --class x $menuentry_id_option '6.5-advanced' {
		linux	/vmlinuz-6.5 root=UUID=1 ro splash
	}
}
menuentry 'UEFI Firmware Settings' $menuentry_id_option 'uefi-firmware' {
	fwsetup
}
menuentry "Trial" --id trial {
	linuxefi /vmlinuz-6.8 root=UUID=1 trial
	initrdefi /initrd.img-6.8
}`;
const grubLines = (config: string, ...more: string[]) =>
  [
    "cmdline BOOT_IMAGE=/vmlinuz-6.8 root=UUID=1",
    "grub /boot/grub/grub.cfg",
    ...config.split("\n").map((line) => `cfg ${line}`),
    ...more,
  ].join("\n");

describe("the entries of a grub.cfg", () => {
  const { loader, entries } = parseBootLoader(grubLines(GRUB_CFG));

  test("are all that start a kernel", () => {
    expect(loader).toBe("grub");
    expect(entries.map(({ id, title, kernel }) => [id, title, kernel])).toEqual([
      ["simple", "Linux", "/vmlinuz-6.8"],
      ["6.8-advanced", "Linux 6.8, it's new", "/vmlinuz-6.8"],
      ["6.5-advanced", "Linux 6.5", "/vmlinuz-6.5"],
      ["trial", "Trial", "/vmlinuz-6.8"],
    ]);
  });

  test("keep the quotes of their command lines, and their initrds", () => {
    expect(entries[0]?.commandLine).toBe('root=UUID=1 ro quiet "dyndbg=file a b"');
    expect(entries[0]?.initrds).toEqual(["/early.cpio", "/initrd.img-6.8"]);
    expect(entries[2]?.initrds).toEqual([]);
  });
});

const defaults: [lines: string[], id: string | undefined][] = [
  [[], "simple"],
  [["setting GRUB_DEFAULT 0"], "simple"],
  [["setting GRUB_DEFAULT 3"], "trial"],
  [["setting GRUB_DEFAULT 2"], undefined],
  [["setting GRUB_DEFAULT 1>1"], "6.5-advanced"],
  [["setting GRUB_DEFAULT advanced>6.5-advanced"], "6.5-advanced"],
  [["setting GRUB_DEFAULT Advanced options>Linux 6.5"], "6.5-advanced"],
  [["setting GRUB_DEFAULT saved"], "simple"],
  [["setting GRUB_DEFAULT saved", "env saved_entry=advanced>6.5-advanced"], "6.5-advanced"],
  [["setting GRUB_DEFAULT 0", "env saved_entry=trial"], "simple"],
  [["setting GRUB_DEFAULT 0", "env next_entry=trial"], "trial"],
  [["setting GRUB_DEFAULT gone"], undefined],
];
test.for(defaults)("with %j GRUB starts %s", ([lines, id]) => {
  expect(parseBootLoader(grubLines(GRUB_CFG, ...lines)).defaultEntry?.id).toBe(id);
});

const ENTRY = "/boot/loader/entries/abc-6.8.conf";
const loaders: [name: string, lines: string[], expected: object][] = [
  [
    "systemd-boot, by its variable, also beside a grub.cfg",
    [
      "variable LoaderInfo systemd-boot 252",
      "grub /boot/grub/grub.cfg",
      "bls /boot/loader/loader.conf:default abc-*",
      `bls ${ENTRY}:title Arch`,
      `bls ${ENTRY}:linux /vmlinuz`,
      `bls ${ENTRY}:initrd /early.img`,
      `bls ${ENTRY}:initrd /initrd.img`,
      `bls ${ENTRY}:options root=UUID=1 rw`,
      "bls /boot/loader/entries/zzz-6.9.conf:linux /other",
    ],
    {
      loader: "systemd-boot",
      defaultEntry: { id: "abc-6.8", commandLine: "root=UUID=1 rw", initrds: ["/early.img", "/initrd.img"] },
    },
  ],
  [
    "systemd-boot, with an entry that has DOS line ends",
    [
      "variable LoaderInfo systemd-boot 252",
      `bls ${ENTRY}:title Arch\r`,
      `bls ${ENTRY}:linux /vmlinuz\r`,
      `bls ${ENTRY}:\r`,
      `bls ${ENTRY}:options root=UUID=1 rw\r`,
    ],
    { entries: [{ title: "Arch", kernel: "/vmlinuz", commandLine: "root=UUID=1 rw" }] },
  ],
  [
    "GRUB with entries of its own kind (BLS), and variables in them",
    [
      "cmdline BOOT_IMAGE=(hd0,gpt2)/vmlinuz-6.8",
      "grub /boot/grub2/grub.cfg",
      "cfg blscfg",
      "env saved_entry=abc-6.8",
      "env kernelopts=root=UUID=1 ro",
      "setting GRUB_DEFAULT saved",
      `bls ${ENTRY}:linux /vmlinuz-6.8`,
      `bls ${ENTRY}:options $kernelopts quiet`,
    ],
    {
      loader: "grub",
      grub: { usesLoaderEntries: true },
      defaultEntry: { commandLine: "root=UUID=1 ro quiet" },
    },
  ],
  [
    "GRUB 2.12, by its variable",
    ["variable LoaderInfo GRUB 2.12", "grub /boot/grub/grub.cfg"],
    { loader: "grub" },
  ],
  [
    "another loader, by its variable",
    ["variable LoaderInfo rEFInd 0.14", "grub /boot/grub/grub.cfg"],
    { loader: "unknown" },
  ],
  [
    "a grub.cfg that nothing says was used",
    ["cmdline root=/dev/vda", "grub /boot/grub/grub.cfg"],
    { loader: "unknown" },
  ],
  ["BOOT_IMAGE without a grub.cfg", ["cmdline BOOT_IMAGE=/vmlinuz"], { loader: "unknown" }],
  ["nothing", [], { loader: "unknown", entries: [], tools: [] }],
  [
    "settings that are no shell file",
    ["cmdline BOOT_IMAGE=/vmlinuz", "grub /boot/grub/grub.cfg", "settings-failed 2"],
    { grub: { settings: {}, settingsProblem: expect.stringContaining("(2)") } },
  ],
  [
    "settings with a syntax error, as dash says it",
    [
      "cmdline BOOT_IMAGE=/vmlinuz",
      "grub /boot/grub/grub.cfg",
      "sh: 8: /etc/default/grub: Syntax error: Unterminated quoted string",
      "settings-failed 2",
    ],
    { grub: { settingsProblem: "/etc/default/grub, line 8: Syntax error: Unterminated quoted string" } },
  ],
  [
    "settings with a syntax error, as bash says it",
    [
      "grub /boot/grub/grub.cfg",
      "/etc/default/grub.d/a.cfg: line 3: syntax error near unexpected token `('",
      "settings-failed 2",
    ],
    {
      grub: {
        settingsProblem: "/etc/default/grub.d/a.cfg, line 3: syntax error near unexpected token `('",
      },
    },
  ],
  [
    "a drop-in that replaces a value",
    ["grub /boot/grub/grub.cfg", "replacing GRUB_CMDLINE_LINUX_DEFAULT /etc/default/grub.d/99-mine.cfg"],
    {
      grub: {
        replacing: [{ variable: "GRUB_CMDLINE_LINUX_DEFAULT", path: "/etc/default/grub.d/99-mine.cfg" }],
      },
    },
  ],
];
const entry = (name: string, ...lines: string[]) =>
  ["linux /vmlinuz", ...lines].map((line) => `bls /efi/loader/entries/${name}.conf:${line}`);
const keyed = (name: string, version: string, ...more: string[]) =>
  entry(name, "sort-key debian", `version ${version}`, ...more);
const systemdBoot = "variable LoaderInfo systemd-boot 252";
const orders: [name: string, lines: string[], menu: string[], defaultEntry: string][] = [
  [
    "without sort keys, newest file name first",
    [...entry("a-6.8"), ...entry("a-6.10")],
    ["a-6.10", "a-6.8"],
    "a-6.10",
  ],
  [
    "by sort key, then newest version first, before entries without one",
    [...entry("zzz"), ...keyed("a", "6.1.0-9"), ...keyed("b", "6.1.0-10"), ...entry("c", "sort-key arch")],
    ["c", "b", "a", "zzz"],
    "c",
  ],
  [
    "an entry that used up its attempts comes last",
    [...keyed("new+0-3", "6.9"), ...keyed("old+2-1", "6.8")],
    ["old", "new"],
    "old",
  ],
  [
    "loader.conf chooses, by its last line, in any case of letters",
    [
      ...entry("a"),
      ...entry("b"),
      "bls /efi/loader/loader.conf:default b",
      "bls /efi/loader/loader.conf:default A.conf",
    ],
    ["b", "a"],
    "a",
  ],
  [
    "a variable wins over loader.conf",
    [
      ...entry("a"),
      ...entry("b"),
      "bls /efi/loader/loader.conf:default b",
      "variable LoaderEntryDefault a.conf",
    ],
    ["b", "a"],
    "a",
  ],
  [
    "the one for the next boot only wins over all",
    [
      ...entry("a"),
      ...entry("b"),
      "variable LoaderEntryDefault b.conf",
      "variable LoaderEntryOneShot a.conf",
    ],
    ["b", "a"],
    "a",
  ],
  [
    "a choice that fits nothing leaves the first",
    [...entry("a"), ...entry("b"), "bls /efi/loader/loader.conf:default gone-*"],
    ["b", "a"],
    "b",
  ],
];
test.for(orders)("systemd-boot: %s", ([, lines, menu, defaultEntry]) => {
  const facts = parseBootLoader([systemdBoot, ...lines].join("\n"));
  expect(facts.entries.map(({ id }) => id)).toEqual(menu);
  expect(facts.defaultEntry?.id).toBe(defaultEntry);
});

const sources: [name: string, lines: string[], source: string | undefined][] = [
  ["this machine's id", ["machine-id 01"], "kernel-install"],
  ["another machine's id", ["machine-id 02", "version 6.8"], undefined],
  ["no id and the version of an installed kernel", ["version 6.8"], "kernel-install"],
  ["no id and another version", ["version 6.9"], undefined],
  ["nothing", [], undefined],
];
test.for(sources)("an entry with %s", ([, lines, source]) => {
  const facts = parseBootLoader(
    [systemdBoot, "machine-id 01", "installed 6.8", ...entry("a", ...lines)].join("\n"),
  );
  expect(facts.entries[0]?.source).toBe(source);
});

test("the entries' folder is that of this system's, when there are two", () => {
  const lines = [
    systemdBoot,
    "machine-id 01",
    "bls /boot/loader/entries/z.conf:linux /other",
    ...entry("a", "machine-id 01"),
  ];
  expect(parseBootLoader(lines.join("\n")).entriesFolder).toBe("/efi");
});

test("a unified kernel image is told by its stub, and those lying there are listed", () => {
  const lines = [systemdBoot, "variable LoaderEntrySelected debian.efi", "unified /efi/EFI/Linux/debian.efi"];
  const facts = parseBootLoader(lines.join("\n"));
  expect(facts).toMatchObject({
    unifiedImages: ["/efi/EFI/Linux/debian.efi"],
    bootedUnifiedImage: undefined,
  });
  expect(
    parseBootLoader([...lines, "variable StubInfo systemd-stub 254"].join("\n")).bootedUnifiedImage,
  ).toBe("debian.efi");
});

test.for(loaders)("%s", ([, lines, expected]) => {
  expect(parseBootLoader(lines.join("\n"))).toMatchObject(expected);
});

const recorded = (name: string) =>
  parseBootLoader(readFileSync(new URL(`../../../cases/boot-loader/${name}.txt`, import.meta.url), "utf8"));

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
  });
  expect(entries.map((entry) => entry.commandLine)).toEqual([
    `${commandLine} quiet`,
    `${commandLine} quiet`,
    expect.stringMatching(/ single /),
  ]);
});

test("no line of the script loses the backslashes of the command line, or seeks in an EFI variable", () => {
  expect(bootLoaderReader.script).not.toMatch(/echo "cmdline/);
  expect(bootLoaderReader.script).not.toMatch(/tail -c \+5 "/);
});
