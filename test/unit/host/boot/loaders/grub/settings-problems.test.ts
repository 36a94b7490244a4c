import { expect, it } from "vitest";
import { settingsProblems } from "../../../../../../host/boot/loaders/grub/settings-problems.ts";
import type { GrubFacts } from "../../../../../../host/model/facts/boot-loader-facts.ts";
import { paths } from "../../../../../../host/model/managed-paths.ts";

const OURS = 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT iommu=pt vfio_bind=ours"\n';

it.each<[string, Partial<GrubFacts>, RegExp]>([
  ["a shell error", { settingsProblem: "/etc/default/grub, line 8: Syntax error" }, /line 8: Syntax error/],
  ["Windows line ends", { settings: { GRUB_TIMEOUT: "5\r" } }, /Windows line ends.*GRUB_TIMEOUT/],
  [
    "a later drop-in that replaces the command line",
    { replacing: [{ path: "/etc/default/grub.d/99-x.cfg", variable: "GRUB_CMDLINE_LINUX_DEFAULT" }] },
    /99-x\.cfg is read after .* replaces GRUB_CMDLINE_LINUX_DEFAULT/,
  ],
  [
    "a foreign vfio_bind for all entries",
    { settings: { GRUB_CMDLINE_LINUX: "vfio_bind=ours" } },
    /vfio_bind=ours is in/,
  ],
  [
    "a foreign vfio_bind for ordinary entries",
    { settings: { GRUB_CMDLINE_LINUX_DEFAULT: "quiet vfio_bind=theirs vfio_bind=ours" } },
    /vfio_bind=theirs is in/,
  ],
])("%s is a problem", (_name, grub, said) => {
  const problems = settingsProblems(facts(grub));
  expect(problems).toHaveLength(1);
  expect(problems[0]?.what).toMatch(said);
});

it("what others usually write, and our own, is none", () => {
  const earlier = {
    path: "/etc/default/grub.d/50-cloudimg-settings.cfg",
    variable: "GRUB_CMDLINE_LINUX_DEFAULT",
  };
  const settings = {
    GRUB_CMDLINE_LINUX_DEFAULT: "quiet vfio_bind=ours",
    GRUB_CMDLINE_LINUX: "console=ttyS0",
  };
  expect(settingsProblems(facts({ replacing: [earlier], settings }))).toEqual([]);
});

function facts(grub: Partial<GrubFacts>): Parameters<typeof settingsProblems>[0] {
  const whole = {
    configFile: "/boot/grub/grub.cfg",
    settings: {},
    environment: {},
    usesLoaderEntries: false,
  };
  return {
    bootLoader: { grub: { ...whole, ...grub } },
    managed: { files: { [paths.grub]: { text: OURS, sha256: "" } } },
  };
}
