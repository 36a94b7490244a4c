import { afterAll, beforeAll, expect, test } from "vitest";
import { parseVariants } from "../../lab/index.ts";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { type Lab, openLab } from "./lab.ts";
import { differences, type Manifest, readManifest } from "./manifest.ts";
import { type LabStack, makeStack } from "./stack.ts";

/** A workstation whose IOMMU is switched off in the firmware. */
let checkout: Checkout;
let lab: Lab;
let stack: LabStack;
let pristine: Manifest;

beforeAll(async () => {
  checkout = await makeCheckout("no-iommu");
  lab = await openLab(checkout, "ws1", parseVariants(["no-iommu", "without-package=ovmf"]));
  pristine = await readManifest(lab);
  stack = await makeStack(checkout, "ws1");
});

afterAll(() => checkout?.close());

test.each([
  ["a preview", ["preview"]],
  ["up, which previews first,", ["up", "--yes"]],
  ["up without a preview", ["up", "--yes", "--skip-preview"]],
])("%s is refused with the name of the setting, and nothing is touched", async (_, command) => {
  const { code, stdout } = await stack.run(...command);
  expect(code).not.toBe(0);
  expect(stdout).toContain("The IOMMU is off in the firmware; nothing was changed");
  expect(stdout).toMatch(/Next: switch on (AMD-Vi|VT-d)/);
  expect(stdout).not.toMatch(/\n\s+at /);
  expect(differences(pristine, await readManifest(lab))).toEqual([]);
  expect(await lab.root("ls /usr/share/OVMF 2>&1 || :")).toMatch(/No such file/);
});
