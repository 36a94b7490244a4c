import { describe, expect, test } from "vitest";
import { bootLoaderReader } from "../../../../../host/boot/loaders/boot-loader-reader.ts";
import { parseBootLoader } from "../../../../../host/boot/loaders/parse-boot-loader.ts";

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
test.for(loaders)("%s", ([, lines, expected]) => {
  expect(parseBootLoader(lines.join("\n"))).toMatchObject(expected);
});

test("no line of the script loses the backslashes of the command line, or seeks in an EFI variable", () => {
  expect(bootLoaderReader.script).not.toMatch(/echo "cmdline/);
  expect(bootLoaderReader.script).not.toMatch(/tail -c \+5 "/);
});
