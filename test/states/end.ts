import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { StateHost } from "./host.ts";
import { NEW_RELEASE } from "./host-tree.ts";
import { addEntry, pathsOfEntry, withOption } from "./loader-entries.ts";
import { changedPaths, type Manifest, manifestOf } from "./manifest.ts";
import { THEIR_SYSCTL } from "./meanwhile.ts";
import { GRUB_MENU, type Menu } from "./menu.ts";
import type { Meanwhile, Scenario } from "./state.ts";
import { sysctlsOf } from "./sysctls.ts";

/** A host as it is at one time. */
export interface Start {
  readonly files: Manifest;
  readonly menu: Menu;
  readonly sysctls: Readonly<Record<string, string>>;
}

/** What happened between the start and the destroy. */
interface Between {
  readonly start: Start;
  /** After others had their way. */
  readonly meddled: Manifest;
  /** The paths that they changed or made. */
  readonly theirs: readonly string[];
  readonly hadOverlay: boolean;
}

const DROP_IN = "/etc/default/grub.d/90-pulumi-vfio.cfg";
/** What the boot menu is made from. */
const SOURCES: readonly Meanwhile[] = ["new-kernel", "edit-grub", "drop-in", "our-drop-in"];

/**
 * After the destroy the host is the start with what others did: their files as they left them, of files that
 * are ours, too, their lines.
 */
export async function expectEnd(host: StateHost, scenario: Scenario, between: Between): Promise<void> {
  const { start, meddled, theirs, hadOverlay } = between;
  const { state, meanwhile } = scenario;
  const end = manifestOf(host.root);
  const expected = new Map(start.files);
  const expectText = (path: string, text: string) => {
    const mode = (start.files.get(path) ?? "100644 0:0").split(" ").slice(0, 2).join(" ");
    expected.set(path, `${mode} ${createHash("sha256").update(text).digest("hex")}`);
  };
  for (const path of theirs) expected.set(path, meddled.get(path) ?? "");
  if (theirs.includes(DROP_IN)) expectText(DROP_IN, "GRUB_TIMEOUT=7\n");
  for (const [path, text] of start.menu.texts)
    if (state.loader === "systemd-boot" && theirs.includes(path)) expectText(path, withOption(text));
  if (!hadOverlay && meanwhile.includes("modprobe-file"))
    for (const path of await imagesMadeAnew(host, start.files, end)) expected.set(path, end.get(path) ?? "");

  // What is made of the host's settings is what its own tools make of them now.
  if (state.loader === "grub" && meanwhile.some((one) => SOURCES.includes(one)))
    expectText(GRUB_MENU, await host.exec("grub-mkconfig 2>/dev/null"));
  if (state.loader === "systemd-boot" && meanwhile.includes("new-kernel")) {
    await host.exec(addEntry(NEW_RELEASE));
    const fresh = manifestOf(host.root);
    for (const path of pathsOfEntry(state, NEW_RELEASE)) expected.set(path, fresh.get(path) ?? "");
  }
  expect(changedPaths(expected, end), "not restored by the destroy").toEqual([]);
  expect(sysctlsOf(host.root), "kernel settings after the destroy").toEqual({
    ...start.sysctls,
    ...(meanwhile.includes("sysctl") ? THEIR_SYSCTL : {}),
  });
}

/**
 * Images that had to be made anew, because others have changed what goes into them: nothing that we wrote is
 * inside.
 */
async function imagesMadeAnew(host: StateHost, start: Manifest, end: Manifest): Promise<readonly string[]> {
  const images = changedPaths(start, end).filter((path) => /\/initrd\.img-[^/]*$/.test(path));
  for (const path of images)
    expect(await host.exec(`lsinitramfs ${path}`), path).not.toMatch(/vfio\/bind|pulumi-vfio/);
  return images;
}
