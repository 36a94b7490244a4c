import { expect, test } from "vitest";
import { parseBootLoader } from "../../../../../../host/boot/loaders/parse-boot-loader.ts";

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
