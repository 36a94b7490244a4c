import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { projectDir } from "../../toolchain/local/paths.mjs";
import { CARD } from "../lab/lab.ts";
import { SerialConsole } from "./console.ts";
import { bringUp, giveBack } from "./controller.ts";
import { Matrix, ORIGINAL } from "./matrix.ts";
import { settled } from "./workstation.ts";

/** What docs/recovery.md tells the user to do at the console, done there. */
const matrix = new Matrix();

beforeEach(() => matrix.begin());
afterAll(() => matrix.end());

const MENU = /GNU GRUB/;
const STARTED = /Booting `Debian GNU\/Linux'/;
const DEBIAN = /^Debian GNU\/Linux$/;

test("an armed trial is not started when the ordinary entry is chosen", async () => {
  const work = async () => {
    await arm();
    await atConsole(async (person) => {
      await restart(person);
      await person.shows(MENU);
      await person.select(DEBIAN, "up");
      person.press("enter");
      await person.shows(STARTED);
      await settled(matrix.lab);
    });
    await expectNoTrial();
  };
  const name = "at the console: the ordinary entry is chosen while a trial is armed";
  await matrix.timed(name, "returned", work, () => matrix.expectPristine());
});

test("an armed trial is disarmed by hand", async () => {
  const [, command = ""] = /\*\*To disarm it\*\*[^`]*`([^`]*)`/.exec(recoveryPage()) ?? [];
  expect(command).toContain("pulumi-vfio.env");
  const work = async () => {
    await arm();
    await atConsole(async (person) => {
      await person.becomeRoot();
      await person.run(command.replaceAll("\n", " "));
      person.type("exit\rexit\r");
      await restart(person);
      await person.shows(STARTED);
      await settled(matrix.lab);
    });
    await expectNoTrial();
  };
  await matrix.timed("at the console: a trial is disarmed by hand", "returned", work, () =>
    matrix.expectPristine(),
  );
});

test("a host with the new configuration starts without it: by an edited entry, and in recovery mode", async () => {
  const name = "at the console: started without the new configuration";
  await matrix.timed(name, "started without it", async () => {
    expect(await bringUp(matrix.lab.instance)).toBeUndefined();
    await atConsole(async (person) => {
      await startEdited(person);
      await expectUnbound();
      await startInRecoveryMode(person);
      await expectUnbound();
    });
  });
});

async function startEdited(person: SerialConsole): Promise<void> {
  const [before, line] = await linuxLine();
  const tail = line.slice(line.indexOf(" vfio_bind="));
  await restart(person);
  await person.shows(MENU);
  person.press("up");
  await person.select(DEBIAN, "up");
  person.type("e");
  await person.shows(/setparams/);
  await person.pressEach("down", before);
  person.press("controlE");
  await person.pressEach("backspace", tail.length);
  await person.typeSlowly(tail.replace(/ vfio_bind=\S+/, ""));
  person.press("controlX");
}

async function startInRecoveryMode(person: SerialConsole): Promise<void> {
  await restart(person);
  await person.shows(MENU);
  person.press("down");
  await person.select(/^Advanced options/, "down");
  person.press("enter");
  await person.select(/recovery mode/, "down");
  person.press("enter");
  await person.shows(/root account is locked[\s\S]*Press Enter to continue/);
  person.press("enter");
}

/** Begins a trial that nobody reboots for. */
async function arm(): Promise<void> {
  const stop = new AbortController();
  const onStep = (step: string) => {
    if (step === "armed") stop.abort(new Error("interrupted"));
  };
  expect(await bringUp(matrix.lab.instance, { onStep, signal: stop.signal })).toMatch(/Stopped/);
  await matrix.lab.root("test -e /var/lib/pulumi-vfio/trial/record; sync");
}

/** Only the lab's own way into the host is used: the product's has ended. */
async function restart(person: SerialConsole): Promise<void> {
  person.forget();
  await matrix.lab.root("systemd-run --quiet --collect --on-active=1 systemctl reboot");
}

async function atConsole(work: (person: SerialConsole) => Promise<void>): Promise<void> {
  const person = await SerialConsole.open(matrix.lab.instance.consolePath);
  try {
    await work(person);
  } finally {
    person.close();
  }
}

/** What the user does not take away, the next run does. */
async function expectNoTrial(): Promise<void> {
  expect(await matrix.lab.root("cat /proc/cmdline")).not.toMatch(/pulumi_vfio_trial|vfio_bind/);
  expect(await giveBack(matrix.lab.instance)).toBeUndefined();
}

async function expectUnbound(): Promise<void> {
  await settled(matrix.lab);
  expect(await matrix.lab.root("cat /proc/cmdline")).not.toContain("vfio_bind=");
  expect(await matrix.lab.drivers(CARD)).toEqual(ORIGINAL);
}

/**
 * The line of the first entry that starts its kernel, and how many lines of the entry are before it in GRUB's
 * editor.
 */
async function linuxLine(): Promise<readonly [number, string]> {
  const lines = (await matrix.lab.root("sed -n '/^menuentry /,/^}/p' /boot/grub/grub.cfg")).split("\n");
  const at = lines.findIndex((line) => /^\s*linux\s/.test(line));
  // The editor shows an empty line after the first one.
  return [at + 1, lines[at] ?? ""];
}

function recoveryPage(): string {
  return readFileSync(join(projectDir, "docs", "recovery.md"), "utf8");
}
