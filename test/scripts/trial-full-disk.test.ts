import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { disarmScript } from "../../host/boot/on-host/programs.ts";
import { ID, TrialHost } from "./trial-host.ts";

const CUSTOM = "boot/grub/custom.cfg";
const WORD = "boot/grub/pulumi-vfio.env";
const OF_STATE = /^var\/lib\/pulumi-vfio/;
/** Nothing of the state can be written, and no temporary file either. */
const FULL = { readOnly: "var", temporary: "/full" };
const UNWRITTEN = expect.stringContaining("the record of the trial could not be written");

let host: TrialHost;
let before: Readonly<Record<string, string>>;
beforeEach(() => {
  host = new TrialHost();
  host.put(CUSTOM, "set timeout=3\n");
  before = host.manifest();
  expect(host.arm()).toMatchObject({ code: 0, err: "" });
});
afterEach(() => host.dispose());

describe("where the state cannot be written", () => {
  it("the next boot takes the trial away, and says that its record is not as it should be", () => {
    host.boot(false);
    const { code, out } = host.recover(FULL);
    expect([code, out, host.state]).toEqual([0, UNWRITTEN, "armed"]);
    expect(left()).toEqual([]);
    expect(host.disarm(`of ${ID}`, "abandon", "forget")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("a run takes the trial away", () => {
    expect(host.script(disarmScript, [`of ${ID}`], FULL)).toMatchObject({ code: 0, err: "" });
    expect(left()).toEqual([]);
  });

  it("a trial is rejected all the same: its end does not hang on its record", () => {
    host.boot(true);
    const { code, out } = host.script(disarmScript, ["reject"], FULL);
    expect([code, out, host.state]).toEqual([0, UNWRITTEN, "armed"]);
  });
});

it("a disk for custom.cfg that is full does not leave the word that starts the trial", () => {
  host.program("cp", "exit 1");
  expect(host.disarm("forget").code).not.toBe(0);
  expect(host.read(WORD)).toBeUndefined();
  host.remove("bin/cp");
  expect(host.disarm("forget")).toMatchObject({ code: 0, err: "" });
  expect(host.manifest()).toEqual(before);
});

function left(): readonly string[] {
  return host.differing(before).filter((path) => !OF_STATE.test(path));
}
