import { describe, expect, it } from "vitest";
import type { BootChange } from "../../../../../host/boot/parts/parts.ts";
import { describeReboot } from "../../../../../host/boot/trial/describe-reboot.ts";
import { planReboot, type RebootPlan, rebootOf } from "../../../../../host/boot/trial/plan-trial.ts";
import { requireReboot } from "../../../../../host/boot/trial/require-reboot.ts";
import { freshHost, labObservation, trialFacts } from "../lab-host.ts";

const facts = labObservation(freshHost());
const unproven = { ...facts, kernel: { ...facts.kernel, commandLine: "root=UUID=x ro splash" } };
const stored = { stored: true };
const cautious = { allowUnprotectedReboot: false, allowUnprovenBaseline: false };

describe("the reboot after something was stored", () => {
  it.each([
    ["unknown", undefined, 180],
    ["short", 20, 180],
    ["long", 100, 300],
    ["very long", 1_000, 1_800],
  ])(
    "is a trial, which waits three times as long as a boot takes, when that is %s",
    (_what, bootSeconds, seconds) => {
      const trial = { ...trialFacts, bootSeconds };
      expect(planReboot({ ...facts, trial }, stored, cautious)).toMatchObject({
        kind: "trial",
        means: { name: "grub" },
        seconds,
      });
    },
  );

  it("is refused with everything that speaks against it", () => {
    const trial = { ...trialFacts, systemd: false, encrypted: { cryptroot: false, other: true } };
    const plan = planReboot({ ...unproven, trial }, stored, cautious);
    expect(problemsOf(plan)).toEqual([
      expect.stringContaining("systemd is not process 1"),
      expect.stringContaining("the root file system is on cryptroot, which you must unlock"),
      expect.stringContaining("they differ in quiet, splash"),
    ]);
  });

  it("is a trial on an unproven host, and plain on any, when the person has taken that upon themselves", () => {
    const consent = { ...cautious, allowUnprovenBaseline: true };
    expect(planReboot(unproven, stored, consent).kind).toBe("trial");
    const trial = { ...trialFacts, systemd: false };
    expect(planReboot({ ...unproven, trial }, stored, consent).kind).toBe("refused");
    expect(planReboot({ ...unproven, trial }, stored, { ...cautious, allowUnprotectedReboot: true })).toEqual(
      {
        kind: "plain",
        because: "without a trial, as you have asked for (allowUnprotectedReboot)",
      },
    );
  });
});

describe("the reboot after nothing was stored", () => {
  const nothing = { stored: false };

  it("is plain where what it starts is proven, or the person does not ask for that", () => {
    const impossible = { ...facts, trial: { ...trialFacts, systemd: false } };
    expect(planReboot(impossible, nothing, cautious)).toMatchObject({ kind: "plain" });
    const consent = { ...cautious, allowUnprovenBaseline: true };
    expect(planReboot(unproven, nothing, consent)).toMatchObject({
      because: expect.stringContaining("allowUnprovenBaseline"),
    });
  });

  it("is refused where it is not", () => {
    expect(problemsOf(planReboot(unproven, nothing, cautious))).toHaveLength(1);
  });
});

describe("the reboot that a plan asks for", () => {
  const reboot: BootChange = { kind: "reboot", because: ["x"] };
  const wish = { ...cautious, reboot: "auto" } as const;

  it("is none without one in the plan, and when it is left to the person", () => {
    expect(rebootOf(facts, [{ kind: "overlay", because: "x" }], wish)).toBeUndefined();
    expect(rebootOf(unproven, [reboot], { ...wish, reboot: "manual" })).toBeUndefined();
  });

  it("is a trial when something changes that later boots read", () => {
    expect(rebootOf(facts, [reboot], wish)?.kind).toBe("plain");
    expect(rebootOf(facts, [{ kind: "menu", what: "x", because: "x" }, reboot], wish)?.kind).toBe("trial");
    expect(
      rebootOf(facts, [{ kind: "bind", address: "0000:01:00.0", from: "x" } as BootChange, reboot], wish)
        ?.kind,
    ).toBe("plain");
  });
});

describe("a plan in words", () => {
  it("says what a trial does, and when the host returns", () => {
    expect(describeReboot(planReboot(facts, stored, cautious))).toEqual([
      "trial boot: the new configuration is started once",
      "  GRUB starts it once and keeps that beside its configuration",
      "  it becomes permanent when a new login has verified it, without a second reboot",
      "if the host does not come up with it, or fails a check, it falls back on its own to what runs now",
      "  when it cannot be reached: 180 s after its start",
    ]);
  });

  it.each([
    [
      "build",
      /^ {2}its image is made first, by dracut, .*\n {2}\/boot\/i is not touched until the trial was verified; the image that was tried replaces it then$/m,
    ],
    ["look", /^ {2}its image is a copy of the host's, or rebuilt first/m],
    ["restore", /^ {2}its image is the one from before, or rebuilt first without our files/m],
  ] as const)("says what becomes of the host's own image: %s", (how, expected) => {
    const image = { how, path: "/boot/i", kernel: "1", tool: "dracut" } as const;
    const said = describeReboot(planReboot(facts, { ...stored, image }, cautious));
    expect(said.join("\n")).toMatch(expected);
  });

  it("says why there is none, with the way out", () => {
    expect(describeReboot({ kind: "plain", because: "so" })).toEqual(["no trial boot: so"]);
    const problems = [
      { what: "one", next: "first" },
      { what: "two", next: "second" },
    ];
    const refused: RebootPlan = { kind: "refused", problems };
    expect(describeReboot(refused)).toEqual([
      "no trial boot: one",
      "  Next: first",
      "no trial boot: two",
      "  Next: second",
    ]);
    expect(() => requireReboot("ws1", refused)).toThrow(
      /without a way back[\s\S]*- one\n\s*Next: first\n\s*- two\n\s*Next: second/,
    );
    expect(() => requireReboot("ws1", { kind: "refused", problems: problems.slice(0, 1) })).toThrow(
      /Found: +one\nNext: +first/,
    );
    expect(() => requireReboot("ws1", { kind: "plain", because: "so" })).not.toThrow();
  });
});

function problemsOf(plan: RebootPlan): readonly string[] {
  if (plan.kind !== "refused") throw new Error(`it is ${plan.kind}`);
  for (const { next } of plan.problems) expect(next).not.toBe("");
  return plan.problems.map(({ what }) => what);
}
