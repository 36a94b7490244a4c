import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { partsOf, prepareScript, replaceStep, standardParts } from "../../../../lab/image/parts.ts";
import { contentsDir } from "../../../../lab/image/recipe.ts";

const standard = readFileSync(join(contentsDir, "prepare.sh"), "utf8");
const prepared = (systemdBoot: boolean, dracut: boolean) =>
  prepareScript(standard, partsOf({ ...standardParts, systemdBoot, dracut }));
const stepsOf = (script: string) => [...script.matchAll(/^ {2}step "(.*)"$/gm)].map(([, step]) => step);

test("a standard image is prepared by the standard script", () => {
  expect(prepared(false, false)).toBe(standard);
});

test.each([
  [true, false, ["initramfs for this machine", "boot loader: systemd-boot"], ["update-grub"]],
  [false, true, ["initramfs: dracut", "boot loader"], ["update-initramfs"]],
  [true, true, ["initramfs: dracut", "boot loader: systemd-boot"], ["update-grub", "update-initramfs"]],
] as const)(
  "with systemd-boot %s and dracut %s the steps are exchanged",
  (systemdBoot, dracut, first, gone) => {
    const script = prepared(systemdBoot, dracut);
    expect(stepsOf(script)).toEqual([...first, ...stepsOf(standard).slice(2)]);
    for (const command of gone) expect(script).not.toContain(command);
    expect(script).toContain("prepare </dev/null");
  },
);

test("with /boot on LVM the boot loader is installed once that is in its place", () => {
  const script = prepareScript(standard, partsOf({ ...standardParts, lvmBoot: true }));
  const [first, , ...rest] = stepsOf(standard);
  expect(stepsOf(script)).toEqual([first, "boot loader: /boot on LVM", ...rest]);
  expect(script).toMatch(/mount \/boot\n[\s\S]*grub-install[\s\S]*update-grub\n/);
});

test("a step that is not there cannot be exchanged", () => {
  expect(() => replaceStep(standard, "boot", "")).toThrow('no step "boot"');
});
